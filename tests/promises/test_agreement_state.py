"""A plan and the state after its apply are judged alike, but for what one of them cannot know."""

from __future__ import annotations

from functools import cache

from cloudguard.checks import CHECKS
from cloudguard.estate import Estate
from cloudguard.findings import Membership
from cloudguard.judge import judge
from cloudguard.providers import understand
from cloudguard.sources import plan, reading, state
from cloudguard.verdicts import Outcome
from tests.each import each
from tests.judging import FIXTURES, Outcomes, baseline, findings, name_of, worst

STATES = {name_of(path): path for path in sorted(FIXTURES.rglob("state.json"))}
LEAST = 50  # fixtures that are applied as well as planned


@cache
def planned(name: str) -> Outcomes:
    """Judge the plan beside a state."""
    beside = STATES[name].with_name("plan.json")
    return worst(findings(plan.read(reading.load(str(beside)).document, str(beside))))


@cache
def applied(name: str) -> Outcomes:
    """Judge a state."""
    path = STATES[name]
    found = state.read(reading.load(str(path)).document, str(path))
    understanding = understand(found.resources, found.configuration)
    assert not understanding.bugs
    estate = Estate(understanding.assets)
    judgement = judge(estate, baseline(), CHECKS, {}, lambda _: Membership())
    assert not judgement.bugs
    return worst(judgement.findings)


def test_there_are_states_to_compare() -> None:
    assert len(STATES) >= LEAST


@each(STATES)
def test_plan_and_state_agree(name: str) -> None:
    before, after = planned(name), applied(name)
    apart = {
        key: (before[key], after[key])
        for key in before.keys() & after.keys()
        if before[key] is not after[key] and Outcome.UNKNOWN not in {before[key], after[key]}
    }
    assert not apart


@each(STATES)
def test_what_one_of_them_judges_alone_the_other_cannot_know(name: str) -> None:
    before, after = planned(name), applied(name)
    # A state names no provider block that made nothing; what may be made by a plan may not be.
    lost = [
        (check, asset)
        for check, asset in before.keys() - after.keys()
        if before[check, asset] is not Outcome.UNKNOWN and not asset.startswith("provider.")
    ]
    assert not lost
    assert not {key for key in after.keys() - before.keys() if after[key] is not Outcome.UNKNOWN}


@each(STATES)
def test_no_resource_of_a_state_is_lost(name: str) -> None:
    path = STATES[name]
    document = reading.load(str(path)).document
    found = state.read(document, str(path))
    became = understand(found.resources, found.configuration)
    managed = [r for r in document["resources"] if r["mode"] == "managed"]
    accounted = (became.judged, *became.excluded.values(), *became.types_not_understood.values())
    assert sum(accounted) == sum(len(resource["instances"]) for resource in managed)
    assert not found.unread
