"""Where things lie: the names of places, which mean different things to different services."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from cloudguard.assets import Place
from cloudguard.values import Known, Source, Unknown, Value

_ZONE: Final = re.compile(r"^([a-z]+(?:-[a-z]+)*-[a-z]+\d+)-[a-z]$")
# Google Cloud docs, "Resource names": …/locations/L/…, …/regions/R/…, …/zones/Z/….
_IN_A_NAME: Final = re.compile(r"(?:^|/)(?:locations|regions|zones)/([^/]+)")
_CONFIG: Final = re.compile(r"(?:^|/)instanceConfigs/([^/]+)$")
SEVERAL: Final = "several countries"


def place_named(name: str, service: str) -> Place:
    """Return the place that a name stands for, said by a service.

    A full resource name lies where it says. `global` is no place: the service keeps it anywhere.
    """
    found = _IN_A_NAME.search(name) or _CONFIG.search(name)
    text = (found[1] if found else name).strip().lower()
    if service == "spanner":
        # Spanner docs, "Instance configurations": regional-REGION, the names of others as they are.
        text = text.removeprefix("regional-")
    if text == "global":
        return Place("global", None, _SPOKEN.get(service, service))
    country = _services().get(service, {}).get(text) or _regions().get(region_of(text))
    return Place(text, country)


def region_of(name: str) -> str:
    """Return the region of a zone, any other name as it is."""
    zone = _ZONE.match(name)
    return zone[1] if zone else name


def is_place(name: str, service: str) -> bool:
    """Tell whether a name is one of a place that the table knows."""
    found = place_named(name, service)
    return found.country is not None or found.service is not None


def together(places: Iterable[Value[Place]], source: Source) -> Value[Place]:
    """Return the one place of what lies in several at once: in one country or in several."""
    found: dict[str, Place] = {}
    for place in places:
        if isinstance(place, Unknown):
            return place
        found[place.value.name] = place.value
    if not found:
        return Unknown("no place is named", source)
    if len(found) == 1:
        return Known(next(iter(found.values())), source)
    name = "+".join(sorted(found))
    if nowhere := next((p for p in found.values() if p.service is not None), None):
        return Known(nowhere, source)
    countries = {place.country for place in found.values()}
    if None in countries:
        return Known(Place(name, None), source)
    each = {part for country in countries if country for part in country.split(", ")}
    return Known(Place(name, SEVERAL if SEVERAL in each else ", ".join(sorted(each))), source)


def regions() -> Mapping[str, str]:
    """Return the regions and the country of each."""
    return _regions()


# What the services without a region are called where an organisation allows them.
_SPOKEN: Final = {
    "app": "appengine",
    "artifact": "artifactregistry",
    "discovery": "discoveryengine",
    "document": "documentai",
    "secret": "secretmanager",
    "vertex": "aiplatform",
    "privileged": "iam",
    "scc": "organizations",
    "network": "vpc",
    "certificate": "account",
    "gke": "account",
}


@cache
def _content() -> Mapping[str, Any]:
    text = (Path(__file__).parent / "places.yaml").read_text(encoding="utf-8")
    content: Mapping[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return content


def _regions() -> Mapping[str, str]:
    found: Mapping[str, str] = _content()["regions"]
    return found


def _services() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = _content()["services"]
    return found
