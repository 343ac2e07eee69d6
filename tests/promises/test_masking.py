"""Hiding any value of any fixture moves verdicts to UNKNOWN and nowhere else."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from cloudguard.check import Check
from cloudguard.checks import CHECKS
from cloudguard.sources.plan import Plan
from cloudguard.sources.resource import Hidden, Resource, Resources, Trail
from cloudguard.verdicts import Outcome
from tests.judging import (
    OF_THE_WHOLE,
    Outcomes,
    alone,
    declared_for,
    findings,
    name_of,
    plans,
    read,
    worst,
)

MOST = 150  # values hidden in one fixture; chosen by a fixed seed where it has more
MASKED = Hidden("masked by a test")


# What is judged only as a side of something else goes with it, where nothing of it is readable.
SIDES = frozenset({"aws_config_configuration_recorder", "aws_s3_bucket_replication_configuration"})


def leaves(node: Any, trail: Trail = ()) -> Iterator[Trail]:
    """Yield where values stand: attributes that are null too, blocks as a whole too."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield (*trail, name)
            if isinstance(value, (dict, list)):
                yield from leaves(value, (*trail, name))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            if isinstance(value, dict):
                yield (*trail, number)
                yield from leaves(value, (*trail, number))


def masked(node: Any, trail: Trail, by: Any) -> Any:
    """Return a tree with one place replaced: all of it, at the trail that is empty."""
    if not trail:
        return by
    step, *rest = trail
    if isinstance(node, list):
        position = int(step)
        inner = masked(node[position], tuple(rest), by) if rest else by
        return [*node[:position], inner, *node[position + 1 :]]
    below = node.get(step) if isinstance(node, dict) else None
    inner = masked(below, tuple(rest), by) if rest else by
    return {**node, step: inner} if isinstance(node, dict) else node


def without(found: Plan, address: str, trail: Trail) -> Plan:
    """Return a plan in which one value of one resource is hidden."""

    def hide(resource: Resource) -> Resource:
        if resource.address != address:
            return resource
        attributes = masked(resource.attributes, trail, MASKED)
        return replace(resource, attributes=attributes)

    resources = Resources(map(hide, found.resources.managed), map(hide, found.resources.data))
    found.configuration.bind(resources)
    return replace(found, resources=resources)


def moved(before: Outcomes, after: Outcomes) -> dict[Any, tuple[Outcome, Outcome | None]]:
    """Return the verdicts that moved anywhere but to UNKNOWN."""
    return {
        key: (outcome, after.get(key))
        for key, outcome in before.items()
        if after.get(key) not in {outcome, Outcome.UNKNOWN}
    }


# A city on two clouds holds what is masked in each of them alone.
PLANS = [path for path in plans() if alone(path)]


# Networks and principals are drawn anew each time, which takes longer than all the rest: where a
# fixture is of another topic, or large, few values are hidden with them. CLOUDGUARD_THOROUGH: all.
LARGE = 40
FEW = 6
DRAWN = ("zone_separation", "admin_mfa")
THOROUGH = "CLOUDGUARD_THOROUGH" in os.environ
EACH = tuple(check for check in CHECKS if check.id not in OF_THE_WHOLE)


@dataclass(frozen=True)
class Shown:
    """A fixture of which nothing is hidden, and what its plan is judged."""

    path: Path
    plan: Plan
    outcomes: Outcomes

    def moved(self, checks: Sequence[Check], address: str, trail: Trail) -> dict[Any, Any]:
        """Return the verdicts that move anywhere but to UNKNOWN where a value is hidden."""
        hidden = without(self.plan, address, trail)
        after = worst(findings(hidden, declared_for(self.path.parent), checks))
        ids = {check.id for check in checks}
        return moved({key: o for key, o in self.outcomes.items() if key[0] in ids}, after)


@pytest.fixture(scope="module", params=PLANS, ids=name_of)
def shown(request: pytest.FixtureRequest) -> Shown:
    """Judge a fixture once, which is measured, for all that is hidden in it."""
    path: Path = request.param
    return Shown(path, read(path), worst(findings(read(path), declared_for(path.parent))))


def test_hiding_a_value_only_moves_to_unknown(shown: Shown) -> None:
    places = [
        (resource.address, trail)
        for resource in shown.plan.resources.by_address.values()
        for trail in leaves(resource.attributes)
    ]
    number = len(places) if THOROUGH else min(MOST, len(places))
    chosen = random.Random(shown.path.parent.name).sample(places, number)
    assert not wrong(shown, chosen)


def test_a_resource_that_is_hidden_whole_is_never_read_as_its_defaults(shown: Shown) -> None:
    resources = shown.plan.resources.by_address.values()
    all_: list[tuple[str, Trail]] = [(r.address, ()) for r in resources if r.type not in SIDES]
    random.Random(shown.path.parent.name).shuffle(all_)
    assert not wrong(shown, all_)


def wrong(
    shown: Shown, places: Sequence[tuple[str, Trail]]
) -> dict[tuple[str, Trail], dict[Any, Any]]:
    """Return the places that, hidden, move a verdict anywhere but to UNKNOWN."""
    topic = name_of(shown.path).partition("/")[0]
    small = len(shown.plan.resources.managed) < LARGE
    few = MOST // 2 if small and topic in DRAWN else FEW
    some = len(places) if small or THOROUGH else MOST // 2
    hidden = {
        place: shown.moved(CHECKS if number < few or THOROUGH else EACH, *place)
        for number, place in enumerate(places[:some])
    }
    return {place: change for place, change in hidden.items() if change}
