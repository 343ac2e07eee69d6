"""Checks put to an estate: which of them the clauses demand, of what, and how strictly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cloudguard.assets import Asset
from cloudguard.catalogue import Catalogue, Profile, laxer
from cloudguard.check import Check
from cloudguard.estate import Estate
from cloudguard.findings import BINDING, Clause, Finding, Membership, Severity
from cloudguard.values import Source, Unknown
from cloudguard.verdicts import Evidence, Outcome, Verdict, unknown


@dataclass(slots=True)
class Judgement:
    """The findings of one estate, and what else the clauses must know.

    `unclassified` holds clauses that may apply to an asset of which nothing tells; `bugs` the
    checks that failed by an error of their own.
    """

    findings: list[Finding] = field(default_factory=list)
    unclassified: set[str] = field(default_factory=set)
    bugs: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Demand:
    """One check with its settings, and the clauses that demand it so."""

    check: Check
    settings: Mapping[str, Any]
    clauses: list[tuple[Profile, Clause]] = field(default_factory=list)


def judge(
    estate: Estate,
    catalogue: Catalogue,
    checks: Sequence[Check],
    registered: Mapping[str, Any],
    membership: Callable[[Asset], Membership],
    *,
    number: int = 0,
    strict: bool = False,
    strictest: bool = True,
) -> Judgement:
    """Judge an estate by every check that a clause of the catalogue demands.

    `registered` holds the organisation's own parameters; `strict` makes a verdict that rests on
    something assumed unknown. With `strictest`, what nothing gives a class or zone counts as of
    the highest class and of every zone; else the clauses that depend on it stay open.
    """
    result = Judgement()
    members: dict[int, Membership] = {}
    for demand in demands(catalogue, checks, registered):
        scopes: dict[tuple[str | None, str | None], _Scope] = {}
        for asset, verdict in _verdicts(demand, estate, result, strict=strict):
            if (member := members.get(id(asset))) is None:
                member = members[id(asset)] = membership(asset)
            key = (member.data_class, member.zone)
            if (scope := scopes.get(key)) is None:
                scope = scopes[key] = _scope(demand, member, catalogue, strictest=strictest)
                result.unclassified |= scope.unclassified
            if not scope.clauses:
                continue
            failed = verdict.outcome is Outcome.FAIL
            result.findings.append(
                Finding(
                    input=number,
                    check=demand.check.id,
                    topic=demand.check.topic,
                    asset=asset,
                    verdict=verdict,
                    severity=scope.severity,
                    blocks=failed and scope.blocks,
                    clauses=scope.clauses,
                    membership=member,
                    settings=demand.settings,
                )
            )
    return result


def demands(
    catalogue: Catalogue, checks: Sequence[Check], registered: Mapping[str, Any]
) -> list[_Demand]:
    """Return each check with each of its settings, and who demands it."""
    by_id = {check.id: check for check in checks}
    found: dict[tuple[str, str], _Demand] = {}
    for profile in catalogue.profiles:
        for clause in catalogue.of(profile):
            for name in clause.checks:
                check = by_id[name]
                settings = settings_of(check, profile, registered)
                # What the document itself asks for, unless the organisation does.
                own = {p: v for p, v in clause.settings.items() if p not in registered}
                settings |= {p: v for p, v in own.items() if p in settings}
                if any(
                    p in settings and laxer(p, settings[p], f) for p, f in clause.floors.items()
                ):
                    continue  # relaxed below what the document gives: nothing is claimed for it
                key = (name, repr(sorted(settings.items())))
                demand = found.setdefault(key, _Demand(check, settings))
                demand.clauses.append((profile, clause))
    return list(found.values())


def settings_of(check: Check, profile: Profile, registered: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a check: the organisation's, else the profile's, else its own."""
    return {
        name: registered[name]
        if name in registered
        else profile.parameters[name][0]
        if name in profile.parameters
        else default
        for name, default in check.parameters.items()
    }


@dataclass(frozen=True, slots=True)
class _Scope:
    clauses: tuple[str, ...]
    severity: Severity
    blocks: bool
    unclassified: frozenset[str]


def _scope(demand: _Demand, member: Membership, catalogue: Catalogue, *, strictest: bool) -> _Scope:
    """Return what a demand means for assets of one class and zone."""
    applying: list[tuple[Profile, Clause]] = []
    unclassified: set[str] = set()
    for profile, clause in demand.clauses:
        classes = catalogue.documents[clause.source].classes
        data_class = member.data_class if member.data_class in classes else None
        if strictest and data_class is None:
            # A class that only another document has says nothing here: the strictest again.
            data_class = next(iter(classes), None)
        zones = clause.zones if member.zone is None and strictest else (member.zone,)
        if (clause.classes and data_class is None) or (clause.zones and zones == (None,)):
            unclassified.add(clause.id)
        elif (not clause.classes or data_class in clause.classes) and (
            not clause.zones or set(zones) & set(clause.zones)
        ):
            applying.append((profile, clause))
    graded = [(severity_of(p, c), severity_of(p, c) in p.blocks and binds(c)) for p, c in applying]
    return _Scope(
        tuple(dict.fromkeys(clause.id for _, clause in applying)),
        min((s for s, _ in graded), key=lambda s: s.rank, default=Severity.LOW),
        any(blocks for _, blocks in graded),
        frozenset(unclassified),
    )


def severity_of(profile: Profile, clause: Clause) -> Severity:
    """Return how much a clause matters: its own word, else its obligation's."""
    if clause.severity:
        return clause.severity
    return profile.severity[clause.obligation] if binds(clause) else Severity.LOW


def binds(clause: Clause) -> bool:
    """Tell whether a configuration can violate a clause."""
    return clause.obligation in BINDING and not clause.rule_duty


def _verdicts(
    demand: _Demand, estate: Estate, result: Judgement, *, strict: bool
) -> Iterator[tuple[Asset, Verdict]]:
    check = demand.check
    for asset in estate.of(check.kind):
        try:
            verdict = check.judge(asset, estate, **demand.settings)
            if estate.doubtful:
                verdict = _doubted(verdict, asset, demand, estate)
        except Exception:  # noqa: BLE001  # a bug in a check makes its findings unknown
            result.bugs.add(check.id)
            reason = "an error of cloudguard itself in this check"
            verdict = unknown(check.title, reason, Source(asset.id))
        if verdict is None:
            continue
        if strict and verdict.outcome is not Outcome.UNKNOWN and _assumed(verdict):
            verdict = Verdict(Outcome.UNKNOWN, verdict.evidence)
        yield asset, verdict


def _doubted(
    verdict: Verdict | None, asset: Asset, demand: _Demand, estate: Estate
) -> Verdict | None:
    """Weigh what may not exist: it fails nothing, and nothing passes or fails by it alone."""
    doubt = estate.doubtful.get(asset.origin.address)
    if verdict is None:
        return None
    if doubt is not None:
        if verdict.outcome is not Outcome.FAIL:
            return verdict
        return Verdict(Outcome.UNKNOWN, (*verdict.evidence, _existence(asset.origin, doubt)))
    if not demand.check.looks_around or verdict.outcome is Outcome.UNKNOWN:
        return verdict
    without = demand.check.judge(asset, estate.sure, **demand.settings)
    if without is None or without.outcome is verdict.outcome:
        return verdict
    reason = "it hangs on resources of which it is not known whether they exist"
    return Verdict(Outcome.UNKNOWN, (*verdict.evidence, _existence(asset.origin, reason)))


def _existence(source: Source, doubt: str) -> Evidence:
    return Evidence("exists", Unknown(doubt, source))


def _assumed(verdict: Verdict) -> bool:
    return any(evidence.value.source.assumed for evidence in verdict.evidence)
