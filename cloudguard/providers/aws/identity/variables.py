"""Policy variables: `${aws:username}` stands for the name of who asks, and for nobody else's.

IAM User Guide, "IAM policy elements: Variables and tags".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from cloudguard.providers.aws.identity.globs import ANY

NOTHING: Final = "\uf8fd"
"""Stands for a variable that the request does not have: what contains it names nothing."""
_VARIABLE: Final = re.compile(r"\$\{([^}]*)\}")
_DEFAULT: Final = re.compile(r"^\s*([^,\s]+)\s*,\s*'([^']*)'\s*$")
# The page's own escapes: a star, a question mark, a dollar sign that stand for themselves.
_ESCAPES: Final = {"*": "\uf8f1", "?": "\uf8f2", "$": "$"}


def written(text: str, names: Mapping[str, str] | None) -> str:
    """Return a text with its variables replaced; `names` is None where a version has none.

    What a variable stands for is no wildcard. One that `names` lacks is not known.
    """
    if names is None or "${" not in text:
        return text
    return _VARIABLE.sub(lambda found: _replaced(found[1], names), text)


def has_variables(text: str) -> bool:
    """Tell whether a text depends on who asks."""
    return "${" in text


def _replaced(inside: str, names: Mapping[str, str]) -> str:
    if inside in _ESCAPES:
        return _ESCAPES[inside]
    default = _DEFAULT.match(inside)
    name = (default[1] if default else inside).strip().lower()
    found = names.get(name, ANY)
    if found == NOTHING:
        return default[2] if default else NOTHING
    return found.replace("*", "\uf8f1").replace("?", "\uf8f2")
