"""Folders of Terraform source and the plans beside them, judged as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cloudguard.checks import CHECKS
from cloudguard.estate import Estate
from cloudguard.findings import Finding, Membership
from cloudguard.judge import judge
from cloudguard.providers import completed, understand
from cloudguard.sources.inputs import Asked, Contents, Target, read
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


def findings(folder: Path, **registered: Any) -> list[Finding]:
    """Judge a folder by the baseline; a bug, and a type that nothing reads, is an error here."""
    with contents(folder) as found:
        understanding = understand(found.resources, found.configuration)
        assert understanding.bugs == []
        assert understanding.types_not_understood == {}
        estate = Estate(
            understanding.assets,
            gone=frozenset(found.removed),
            doubtful=dict(found.doubtful),
            surroundings=surroundings(found, declared_for(folder)),
        )
        judgement = judge(estate, baseline(), CHECKS, registered, lambda _: Membership())
    assert not judgement.bugs
    return judgement.findings
