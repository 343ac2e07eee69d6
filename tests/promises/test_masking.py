"""Hiding any value of any fixture moves verdicts to UNKNOWN and nowhere else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cloudguard.sources.plan import Plan
from cloudguard.sources.resource import Hidden, Resource, Resources, Trail
from cloudguard.verdicts import Outcome
from tests.judging import Outcomes, alone, findings, name_of, plans, read, worst

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


@pytest.mark.parametrize("path", PLANS, ids=name_of)
def test_hiding_a_value_only_moves_to_unknown(path: Path) -> None:
    found = read(path)
    before = worst(findings(found))
    places = [
        (resource.address, trail)
        for resource in found.resources.by_address.values()
        for trail in leaves(resource.attributes)
    ]
    chosen = random.Random(path.parent.name).sample(places, min(MOST, len(places)))  # noqa: S311
    wrong = {}
    for address, trail in chosen:
        if change := moved(before, worst(findings(without(found, address, trail)))):
            wrong[address, trail] = change
    assert not wrong


@pytest.mark.parametrize("path", PLANS, ids=name_of)
def test_a_resource_that_is_hidden_whole_is_never_read_as_its_defaults(path: Path) -> None:
    found = read(path)
    before = worst(findings(found))
    wrong = {}
    for resource in list(found.resources.by_address.values()):
        if resource.type in SIDES:
            continue
        if change := moved(before, worst(findings(without(found, resource.address, ())))):
            wrong[resource.address] = change
    assert not wrong
