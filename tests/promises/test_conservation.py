"""Resources in = judged + excluded + not understood, and each judged one is an asset."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from cloudguard.assets import Placed
from cloudguard.providers import PACKAGES, family
from tests.each import each
from tests.judging import name_of, plans, read, understood

COMPANIONS = frozenset(
    type_
    for module in set(PACKAGES.values())
    for adapter in import_module(module).PACKAGE.adapters
    for type_ in adapter.companions
)


PLANS = {name_of(path): path for path in plans()}


@cache
def counted(name: str) -> tuple[int, int, list[str], list[str]]:
    """Return how many resources there are and became something; what is judged, and placed."""
    found = read(PLANS[name])
    became = understood(found)
    excluded = sum(became.excluded.values())
    not_understood = sum(became.types_not_understood.values())
    placed = sorted(
        asset.id
        for asset in became.assets
        if isinstance(asset, Placed) and asset.id in found.resources.by_address
    )
    judged = sorted(
        resource.address
        for resource in found.resources.managed
        if resource.type not in became.types_not_understood
        and resource.type not in COMPANIONS
        and family(resource.type) in PACKAGES
    )
    there = len(found.resources.managed)
    return there, became.judged + excluded + not_understood, judged, placed


@each(PLANS)
def test_no_resource_is_lost(name: str) -> None:
    there, accounted, *_ = counted(name)
    assert accounted == there


@each(PLANS)
def test_each_resource_that_is_judged_is_one_placed_asset(name: str) -> None:
    *_, judged, placed = counted(name)
    assert placed == judged
