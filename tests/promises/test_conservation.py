"""Resources in = judged + excluded + not understood, and each judged one is an asset."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from cloudguard.assets import Placed
from cloudguard.providers import PACKAGES, family
from tests.judging import name_of, plans, read, understood

COMPANIONS = frozenset(
    type_
    for module in set(PACKAGES.values())
    for adapter in import_module(module).PACKAGE.adapters
    for type_ in adapter.companions
)


@pytest.mark.parametrize("path", plans(), ids=name_of)
def test_no_resource_is_lost(path: Path) -> None:
    found = read(path)
    became = understood(found)
    excluded = sum(became.excluded.values())
    not_understood = sum(became.types_not_understood.values())
    assert became.judged + excluded + not_understood == len(found.resources.managed)


@pytest.mark.parametrize("path", plans(), ids=name_of)
def test_each_resource_that_is_judged_is_one_placed_asset(path: Path) -> None:
    found = read(path)
    became = understood(found)
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
    assert placed == judged
