"""A folder says what its plan says, or that it is not known, and why; no resource is lost."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from cloudguard.checks import CHECKS
from cloudguard.estate import Estate
from cloudguard.findings import Finding, Membership
from cloudguard.judge import judge
from cloudguard.providers import completed, understand
from cloudguard.sources import inputs
from cloudguard.sources.inputs import Asked, Contents, Target
from cloudguard.values import Unknown
from cloudguard.verdicts import Outcome, Verdict
from tests.each import each
from tests.judging import FIXTURES, baseline, declared_for, name_of, plans, surroundings

ASKED = Asked(None, None, completed)
# Which subnet something lies in, what a copy is of and what key it is under, a plan does not always
# tell: its source does.
JOINED = ("zones.", "contracts.", "keys.destroyable")
# What a plan was made of besides its folder makes another input of it.
OTHER_INPUTS = ("plan.arguments", "terraform.tfstate")
PAIRS = {
    name_of(path): path
    for path in plans()
    if not any((path.parent / name).exists() for name in OTHER_INPUTS)
}
DATA = re.compile(r'^data "', re.MULTILINE)
DOUBTS = 0  # resources of which the folder does not tell whether they are made

Key: TypeAlias = tuple[str, str, str]
Verdicts: TypeAlias = Mapping[Key, list[Verdict]]


@dataclass(frozen=True)
class Compared:
    """A plan and its folder: what is in them, and the verdicts by check, asset and settings."""

    plan: Contents
    folder: Contents
    planned: Verdicts
    written: Verdicts


def judged(read: Contents, declared: Path | None = None) -> Verdicts:
    """Judge an input by the baseline, without values of an organisation.

    `declared` is the cloudguard.yaml that says what lies in which zone.
    """
    understanding = understand(read.resources, read.configuration)
    assert not understanding.bugs
    estate = Estate(
        understanding.assets,
        gone=frozenset(read.removed),
        doubtful=read.doubtful,
        surroundings=surroundings(read, declared),
    )
    judgement = judge(estate, baseline(), CHECKS, {}, lambda _: Membership())
    assert not judgement.bugs
    return by_key(judgement.findings)


def by_key(findings: Iterable[Finding]) -> Verdicts:
    """Gather verdicts by what they answer."""
    found: dict[Key, list[Verdict]] = defaultdict(list)
    for finding in findings:
        settings = repr(sorted(finding.settings.items()))
        found[finding.check, finding.asset.id, settings].append(finding.verdict)
    return found


@cache
def compared(path: Path) -> Compared:
    """Judge a plan, and the folder that it was made of."""
    plan = inputs.read(Target(str(path)), ASKED)
    folder = inputs.read(Target(str(path.parent), is_folder=True), ASKED)
    declared = declared_for(path.parent)
    both = Compared(plan, folder, judged(plan, declared), judged(folder, declared))
    for read in (plan, folder):
        if read.close:
            read.close()
    return both


def outcomes(verdicts: Iterable[Verdict]) -> Counter[Outcome]:
    return Counter(verdict.outcome for verdict in verdicts)


def implied(found: Compared, key: Key) -> bool:
    """Tell the default of a provider that has no block: only plans list such providers."""
    address = key[1].removeprefix("provider.")
    return key[1].startswith("provider.") and address not in found.folder.configuration.providers


def keys(found: Compared) -> list[Key]:
    """Return every question that both are asked."""
    return sorted(k for k in found.planned.keys() | found.written.keys() if not implied(found, k))


def apart(found: Compared) -> Iterator[tuple[Key, list[Verdict], list[Verdict]]]:
    """Yield what both answer differently."""
    for key in keys(found):
        planned, written = found.planned.get(key, []), found.written.get(key, [])
        if outcomes(planned) != outcomes(written):
            yield key, planned, written


def reasons(verdict: Verdict) -> list[str]:
    """Return why a verdict is not known."""
    values = [evidence.value for evidence in verdict.evidence]
    return [value.reason for value in values if isinstance(value, Unknown)]


def instances(addresses: Iterable[str], doubtful: Iterable[str]) -> set[str]:
    """Return addresses, those of what is in doubt without the keys that it would have."""
    doubts = tuple(f"{address}[" for address in doubtful)
    return {
        address.rpartition("[")[0] if address.startswith(doubts) else address
        for address in addresses
    }


@each(PAIRS)
def test_a_folder_and_its_plan_agree(name: str) -> None:
    found = compared(PAIRS[name])
    assert not found.folder.troubles
    planned = {resource.address for resource in found.plan.resources.managed}
    written = {resource.address for resource in found.folder.resources.managed}
    assert instances(planned, found.folder.doubtful) == written
    for address, why in found.folder.removed.items():
        assert "count or for_each is empty" in why
        assert not any(re.sub(r"\[[^]]*\]", "", other) == address for other in planned)
    for key, said, says in apart(found):
        if key[0].startswith(JOINED):
            both = set(outcomes(said) + outcomes(says))
            less = Outcome.UNKNOWN in both and not key[0].startswith("zones.")
            assert less or not {Outcome.PASS, Outcome.FAIL} <= both, key
            continue
        assert set(outcomes(says) - outcomes(said)) == {Outcome.UNKNOWN}, key
        unknown = [verdict for verdict in says if verdict.outcome is Outcome.UNKNOWN]
        assert all(verdict.evidence and all(reasons(verdict)) for verdict in unknown), key


def test_a_folder_leaves_open_only_what_a_data_source_would_answer() -> None:
    pairs = PAIRS.values()
    asked = sum(len(keys(compared(path))) for path in pairs)
    assert asked > 8_000
    found = [
        path for path in pairs for key, *_ in apart(compared(path)) if not key[0].startswith(JOINED)
    ]
    open_ = set(found)
    assert all(DATA.search((path.parent / "main.tf").read_text(encoding="utf-8")) for path in open_)
    assert len(found) <= 12
    assert not any("aws" in path.parts for path in open_)
    assert sum(len(compared(path).folder.doubtful) for path in pairs) <= DOUBTS


# Every block that a plain search finds in the text became something.

_RESOURCE = re.compile(r'^resource\s+"([^"]+)"\s+"([^"]+)"\s*\{', re.MULTILINE)


@cache
def blocks() -> dict[tuple[Path, int], str]:
    """Return the resource blocks of all source of the fixtures by file and line."""
    found = {}
    for file in sorted(FIXTURES.rglob("*.tf")):
        text = file.read_text(encoding="utf-8")
        for match in _RESOURCE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found[file.resolve(), line] = f"{match[1]}.{match[2]}"
    return found


def base(address: str) -> str:
    """Return the type and name at the end of an address without a key."""
    return ".".join(address.rsplit(".", 2)[-2:])


def test_every_block_of_the_fixtures_is_accounted_for() -> None:
    became: set[tuple[Path, int]] = set()
    unmade: set[tuple[Path, str]] = set()
    for target in inputs.targets(str(FIXTURES)):
        read = inputs.read(target, ASKED)
        assert read.locate
        for resource in read.resources.managed:
            span = read.locate(resource.address, "")
            assert span, resource.address
            became.add((Path(span.file).resolve(), span.line))
        for trouble in read.troubles:
            became.add((Path(trouble.span.file).resolve(), trouble.span.line))
        unmade |= {(Path(target.path).resolve(), base(address)) for address in read.removed}
        if read.close:
            read.close()
    lost = {
        place: name
        for place, name in blocks().items()
        if place not in became
        and not any(name == other and folder in place[0].parents for folder, other in unmade)
    }
    assert len(blocks()) > 450
    assert not lost
    assert not became - blocks().keys()
