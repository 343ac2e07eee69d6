"""Folders of Terraform source, understood and judged as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cloudguard.assets import Asset
from cloudguard.checks import CHECKS
from cloudguard.estate import Estate
from cloudguard.findings import Finding, Membership
from cloudguard.judge import judge
from cloudguard.providers import completed, understand
from cloudguard.sources.inputs import Asked, Contents, Target, read
from cloudguard.values import Known, Value
from tests.judging import baseline, declared_for, surroundings


@contextmanager
def contents(folder: Path) -> Iterator[Contents]:
    """Read a folder, and put away what that took."""
    found = read(Target(str(folder), is_folder=True), Asked(None, None, completed))
    try:
        yield found
    finally:
        if found.close is not None:
            found.close()


def assets_of(found: Contents) -> list[Asset]:
    """Return what the resources of an input are; a type that nothing reads is an error here."""
    understanding = understand(found.resources, found.configuration)
    assert understanding.bugs == []
    assert understanding.types_not_understood == {}
    return understanding.assets


def written(folder: Path, text: str) -> list[Asset]:
    """Return what the text of a configuration means."""
    (folder / "main.tf").write_text(text, encoding="utf-8")
    with contents(folder) as found:
        return assets_of(found)


def findings(folder: Path, *, zones: bool = True, **registered: Any) -> list[Finding]:
    """Judge a folder by the baseline; a bug, and a type that nothing reads, is an error here.

    Without `zones`, what a cloudguard.yaml says of zones does not count.
    """
    with contents(folder) as found:
        estate = Estate(
            assets_of(found),
            gone=frozenset(found.removed),
            doubtful=dict(found.doubtful),
            surroundings=surroundings(found, declared_for(folder) if zones else None),
        )
        judgement = judge(estate, baseline(), CHECKS, registered, lambda _: Membership())
    assert not judgement.bugs
    return judgement.findings


def one(assets: list[Asset], kind: type[Any], name: str = "") -> Any:
    """Return the asset of a kind, of the resource whose address ends like this."""
    (found,) = [a for a in assets if isinstance(a, kind) and a.id.endswith(name)]
    return found


def known(value: Value[Any]) -> Any:
    """Return what is known, the reason of what is not."""
    return value.value if isinstance(value, Known) else value.reason


def country(value: Value[Any]) -> Any:
    """Return the country of a place, the reason where it is not known."""
    return value.value.country if isinstance(value, Known) else value.reason
