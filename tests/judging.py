"""Plans judged as a whole, for tests that hold over everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeAlias

from cloudguard import catalogue, config, zoning
from cloudguard.assets import Asset
from cloudguard.check import Check, collect
from cloudguard.checks import CHECKS, admins, connections, identities, zones
from cloudguard.coverage import Matrix, matrix
from cloudguard.estate import Estate, Surroundings
from cloudguard.findings import Finding, Membership
from cloudguard.judge import judge
from cloudguard.membership import Memberships
from cloudguard.providers import Understanding, completed, people, planned, understand, wire
from cloudguard.providers import alone as alone_in
from cloudguard.sources import inputs, plan, reading
from cloudguard.sources.inputs import Asked, Contents, Target
from cloudguard.sources.plan import Plan
from cloudguard.values import Unknown
from cloudguard.verdicts import Outcome

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "terraform_fixtures"
AS_OF = date(2026, 4, 1)
"""The day by which a fixture is judged that names none."""
Outcomes: TypeAlias = Mapping[tuple[str, str], Outcome]


def plans(under: Path = FIXTURES) -> list[Path]:
    """Return every plan of the fixtures."""
    return sorted(under.rglob("plan.json"))


def alone(path: Path) -> bool:
    """Tell a fixture that can be copied by itself from one that calls modules beside it."""
    return '"../../' not in (path.parent / "main.tf").read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    """Return the name of a fixture, for a test's id."""
    return str(path.parent.relative_to(FIXTURES))


def read(path: Path) -> Plan:
    """Read a plan afresh."""
    return plan.read(reading.load(str(path)).document, str(path))


def live(path: Path) -> Contents:
    """Read a snapshot afresh."""
    return inputs.read(Target(str(path)), Asked(None, None, completed, planned, alone_in))


def registered(declared: Path | None) -> Mapping[str, Any]:
    """Return the parameters that a cloudguard.yaml registers."""
    return declarations(declared).parameters if declared is not None else {}


def understood(found: Plan | Contents) -> Understanding:
    """Return what the resources of a plan are."""
    return understand(found.resources, found.configuration)


@cache
def baseline() -> catalogue.Catalogue:
    """Return the baseline; what it does not demand, a clause of the tests' own does."""
    found = catalogue.load(["baseline"], [check.id for check in CHECKS])
    clauses = found.clauses["baseline"]
    demanded = {check for clause in clauses for check in clause.checks}
    others = tuple(check.id for check in CHECKS if check.id not in demanded)
    if not others:
        return found
    more = replace(clauses[-1], id="tests-every-check", checks=others)
    return replace(found, clauses={"baseline": (*clauses, more)})


# What asks for the networks or the principals of a whole estate, which are drawn anew each time.
OF_THE_WHOLE = frozenset(check.id for check in collect(zones, connections, admins, identities))


def findings(
    found: Plan | Contents,
    declared: Path | None = None,
    checks: Sequence[Check] = CHECKS,
    **registered: Any,
) -> list[Finding]:
    """Judge a plan by the baseline; a bug in a check or an adapter is an error here.

    `declared` is the cloudguard.yaml that says what lies in which zone.
    """
    understanding = understood(found)
    assert not understanding.bugs
    around = surroundings(found, declared)
    estate = Estate(
        (*understanding.assets, *zoning.flows(around.declared)),
        gone=frozenset(found.removed),
        surroundings=around,
    )
    demanded = only(frozenset(check.id for check in checks))
    judgement = judge(estate, demanded, checks, registered, lambda _: Membership())
    assert not judgement.bugs
    return judgement.findings


@cache
def only(ids: frozenset[str]) -> catalogue.Catalogue:
    """Return the baseline as far as these checks answer it."""
    whole = baseline()
    if len(ids) == len(CHECKS):
        return whole
    clauses = {
        source: tuple(replace(c, checks=tuple(i for i in c.checks if i in ids)) for c in each)
        for source, each in whole.clauses.items()
    }
    return replace(whole, clauses=clauses)


@cache
def declarations(file: Path) -> config.Config:
    """Read the cloudguard.yaml of a fixture once."""
    return config.load(file)


@cache
def everything() -> catalogue.Catalogue:
    """Return all profiles that come with the program, and what they follow."""
    return catalogue.load(catalogue.profile_names(), [check.id for check in CHECKS])


@cache
def covered() -> Matrix:
    """Return what the tables answer: to ask them all takes seconds."""
    return matrix(CHECKS)


def surroundings(found: Plan | Contents, declared: Path | None) -> Surroundings:
    """Return what a cloudguard.yaml says of zones and networks; any name of a zone is one."""
    persons = partial(people, found.resources, found.configuration)
    if declared is None:
        return Surroundings(people=persons, party=party_of, as_of=AS_OF)
    settings = declarations(declared)
    members = Memberships(settings, ())
    return Surroundings(
        partial(wire, found.resources, found.configuration),
        members.area,
        members.network,
        persons,
        party=lambda asset: party_of(asset) or members.party(asset),
        zone_may_be=members.zone_may_be,
        zone_of_account=members.area_of_account,
        tenant=members.tenant,
        contract=members.contract,
        contracts=settings.contracts,
        as_of=settings.as_of or AS_OF,
    )


def declared_for(folder: Path) -> Path | None:
    """Return the cloudguard.yaml of a fixture: in its folder, or the nearest above it."""
    above = (folder, *folder.parents)
    inside = above[: above.index(FIXTURES)] if FIXTURES in above else ()
    return next((f for at in inside if (f := at / "cloudguard.yaml").exists()), None)


def party_of(asset: Asset) -> str | Unknown | None:
    """Let a fixture say by a tag who answers for an asset, as an organisation's rules do."""
    if isinstance(asset.tags, Unknown):
        return asset.tags
    found: object = asset.tags.value.get("party")
    if found is None or isinstance(found, str):
        return found
    return Unknown("hidden", asset.origin)


def worst(found: Iterable[Finding]) -> Outcomes:
    """Return the worst outcome by check and asset."""
    by_asset: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for finding in found:
        by_asset[finding.check, finding.asset.id].append(finding.verdict.outcome)
    return {key: min(outcomes) for key, outcomes in by_asset.items()}
