"""AWS's places: regions, availability zones, Local Zones and Wavelength Zones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from cloudguard.assets import Place

_ZONE: Final = re.compile(r"^([a-z]{2,4}(?:-[a-z]+)+-\d)[a-z]$")
_LOCAL_ZONE: Final = re.compile(r"^([a-z]{2,4}(?:-[a-z]+)+-\d-(?:wl\d-)?[a-z]{3})")


def is_zone(name: str) -> bool:
    """Tell the name of an availability zone that lies in its region."""
    return _ZONE.match(name) is not None


def place_named(name: Any) -> Place:
    """Return the place of a region, an availability zone or a Local Zone by its name."""
    return _place(str(name))


@cache
def _place(name: str) -> Place:
    table = _places()
    text = str(name)
    if local := _LOCAL_ZONE.match(text):
        parent = re.match(r"^[a-z]{2,4}(?:-[a-z]+)+-\d", text)
        country = table["local_zones"].get(local[1])
        wavelength = "-wl" in text and parent
        return Place(text, table["regions"].get(parent[0]) if wavelength and parent else country)
    zone = _ZONE.match(text)
    region = zone[1] if zone else text
    return Place(region, table["regions"].get(region))


def regions() -> Mapping[str, str]:
    """Return the country of every region of AWS."""
    return _places()["regions"]


@cache
def _places() -> dict[str, dict[str, str]]:
    text = (Path(__file__).parent / "places.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded
