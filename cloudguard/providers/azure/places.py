"""Azure's places: regions, geographies, the pairs of regions, services without a region."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from cloudguard.assets import Place

PAIRED: Final = "the paired region"
"""What a row says of a copy that Azure keeps in the region paired with the store's own."""
OWN: Final = "its own region"
"""What a row says of a copy that stays where the store lies."""


def normal(name: Any) -> str:
    """Return a location as Azure writes it itself: `Japan East` is `japaneast`.

    go-azure-helpers, location.Normalize: lower case, without spaces.
    """
    return str(name).replace(" ", "").lower()


def place_named(name: Any) -> Place:
    """Return the place of a region, or of the geography where a service keeps its data."""
    return _place(normal(name))


@cache
def _place(name: str) -> Place:
    table = _places()
    country = table["regions"].get(name) or table["geographies"].get(name)
    return Place(name, country)


def regions() -> Mapping[str, str]:
    """Return the country of every region of Azure that the table knows."""
    return _places()["regions"]


def pair_of(place: Place) -> Place | None:
    """Return the region that Azure pairs with another, None where that is not known."""
    pair = _places()["pairs"].get(place.name)
    return place_named(pair) if pair else None


def everywhere(service: str) -> Place:
    """Return the place of a service without a region."""
    return Place("global", None, service)


@cache
def _places() -> dict[str, dict[str, str]]:
    text = (Path(__file__).parent / "places.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded
