"""What becomes of the resources of one input, and of an adapter that fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cloudguard import providers
from cloudguard.assets import Asset
from cloudguard.assets.clouds import CloudUse
from cloudguard.providers.adapter import Reader
from cloudguard.providers.package import Package
from cloudguard.sources.configuration import Configuration
from cloudguard.sources.resource import Resources
from tests.building import configured, made


def fails() -> Iterator[Asset]:
    """Fail as an adapter with an error does."""
    raise TypeError


@pytest.mark.parametrize("types", [frozenset({"aws_sqs_queue"}), frozenset[str]()])
def test_an_adapter_that_fails_is_told_whatever_it_reads(
    types: frozenset[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def readers(_self: Any, _resources: Resources, _configuration: Configuration) -> list[Reader]:
        return [Reader(types, fails)]

    monkeypatch.setattr(Package, "readers", readers)
    understanding = providers.understand(Resources([made("aws_sqs_queue")]), configured())
    assert understanding.bugs
    assert not [a for a in understanding.assets if not isinstance(a, CloudUse)]
