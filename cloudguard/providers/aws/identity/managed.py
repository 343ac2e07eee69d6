"""The policies that AWS manages, as they stood on the day that the table was fetched.

AWS may change what one of them allows. One that the table does not know is not known.
"""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

_TABLE: Final = Path(__file__).parent / "managed.txt.gz"
_ARN: Final = re.compile(r"arn:aws[\w-]*:iam::aws:policy/(?:[\w+=,.@/-]*/)?([\w+=,.@-]+)")


def name_of(arn: str) -> str | None:
    """Return the name of a policy that AWS manages, None for an ARN of any other."""
    found = _ARN.fullmatch(arn)
    return found[1] if found else None


@cache
def document_of(name: str) -> dict[str, Any] | None:
    """Return the document of a policy by its name, None where the table has none."""
    line = _lines().get(name)
    if line is None:
        return None
    document: dict[str, Any] = json.loads(line)
    return document


def version() -> str:
    """Return what the table was made of, and when it was fetched."""
    return _text().partition("\n")[0].removeprefix("# ")


@cache
def _lines() -> dict[str, str]:
    pairs = (line.partition("\t") for line in _text().split("\n")[1:] if line)
    return {name: document for name, _, document in pairs}


@cache
def _text() -> str:
    return gzip.decompress(_TABLE.read_bytes()).decode("utf-8")
