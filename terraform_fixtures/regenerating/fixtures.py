"""Which folders are fixtures, and which of them Terraform does not plan here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TIMESTAMP = "2026-04-01T00:00:00Z"
# Families of resource types whose provider's program is not at hand: build.py makes their plans.
BUILT = (
    "alicloud",
    "awscc",
    "azapi",
    "azuread",
    "azurerm",
    "google",
    "oci",
    "sakura",
    "sakuracloud",
)


def fixtures(below: Iterable[Path] = (ROOT,)) -> list[Path]:
    """Return the folders that hold a root module, in order."""
    found = {main.parent for folder in below for main in folder.rglob("main.tf")}
    return sorted(f for f in found if not _is_module(f))


def is_built(fixture: Path) -> bool:
    """Tell a fixture whose plan build.py makes: it has resources, or a provider, of BUILT."""
    families = "|".join(BUILT)
    used = re.compile(
        rf'^\s*(?:resource|data)\s+"(?:{families})_'
        rf'|^\s*source\s*=\s*"[\w./-]*/(?:{families})(?:-beta)?"',
        re.MULTILINE,
    )
    return any(used.search(f.read_text(encoding="utf-8")) for f in fixture.rglob("*.tf"))


def _is_module(folder: Path) -> bool:
    inside = folder.relative_to(ROOT) if ROOT in folder.parents else folder
    return any(part in {"modules", ".terraform"} for part in inside.parts)
