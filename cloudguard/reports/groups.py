"""Findings put together as people mend them: by provider, by check, by block of the source."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from cloudguard.findings import Finding
from cloudguard.reports import evidence as said
from cloudguard.verdicts import Outcome

_INDEX: Final = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')

Sign: TypeAlias = tuple[tuple[str, str, str, str], ...]
"""What each piece of evidence says, but for the instance and its own address."""


@dataclass(slots=True)
class Block:
    """The findings on one block of the source, one for each instance of it."""

    address: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def keys(self) -> list[str]:
        """Return the instance keys, where there are any."""
        found = (_INDEX.findall(finding.asset.id) for finding in self.findings)
        return list(dict.fromkeys("…".join(keys) for keys in found if keys))


@dataclass(slots=True)
class Alike:
    """Blocks about which the evidence says the same."""

    blocks: dict[tuple[int, str], Block] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Return the number of findings."""
        return sum(len(block.findings) for block in self.blocks.values())

    @property
    def first(self) -> Finding:
        """Return the finding that speaks for all."""
        return next(iter(self.blocks.values())).findings[0]


@dataclass(slots=True)
class Group:
    """What one check says alike: the same verdict, severity, clauses, exception."""

    first: Finding
    count: int = 0
    alike: dict[Sign, Alike] = field(default_factory=dict)


def grouped(findings: Iterable[Finding]) -> dict[str, list[Group]]:
    """Return the groups of each provider; what blocks stands first."""
    providers: dict[str, dict[tuple[object, ...], Group]] = defaultdict(dict)
    for finding in findings:
        member = finding.membership
        key = (
            finding.check,
            finding.verdict.outcome,
            finding.severity,
            finding.blocks,
            finding.clauses,
            finding.exception,
            member.data_class,
            "data_class" in member.assumed,
        )
        groups = providers[finding.asset.provider]
        if (group := groups.get(key)) is None:
            group = groups[key] = Group(finding)
        group.count += 1
        address = block_of(finding.asset.id)
        alike = group.alike.setdefault(_sign(finding, address), Alike())
        block = alike.blocks.setdefault((finding.input, address), Block(address))
        block.findings.append(finding)
    ordered = {name: sorted(groups.values(), key=_rank) for name, groups in providers.items()}
    return dict(sorted(ordered.items(), key=lambda item: (_rank(item[1][0])[:3], item[0])))


def block_of(address: str) -> str:
    """Return an address without its instance keys: `module.x[*].aws_s3_bucket.logs[*]`."""
    return _INDEX.sub("[*]", address) if "[" in address else address


def _sign(finding: Finding, address: str) -> Sign:
    signs = []
    for each in finding.verdict.evidence:
        value = each.value
        where = block_of(value.source.address)
        values = said.found(value) or "|".join(said.among(value))
        signs.append(
            (
                each.expected,
                block_of(values),
                f"{'' if where == address else where}.{value.source.path}",
                block_of(said.reason(value, "en")),
            )
        )
    return tuple(signs)


def _rank(group: Group) -> tuple[bool, Outcome, int, int, str]:
    first = group.first
    return (
        not first.blocks, first.verdict.outcome, first.severity.rank, -group.count, first.check,
    )  # fmt: skip
