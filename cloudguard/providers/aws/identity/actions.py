"""Sets of actions: one bit for each action that AWS has, and one for what the table does not know.

Service Authorization Reference, "Actions, resources, and condition keys for AWS services".
"""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path
from typing import Final

_TABLE: Final = Path(__file__).parent / "actions.txt.gz"


def mask(pattern: str) -> int:
    """Return the actions that a pattern names: letters of either case are one, `*` and `?` match.

    IAM User Guide, "IAM JSON policy elements: Action".
    """
    return _mask(pattern.lower())


@cache
def everything() -> int:
    """Return all actions, those that the table does not know among them."""
    return (1 << (_catalogue()[1] + 1)) - 1


@cache
def bit(action: str) -> int:
    """Return one action, `iam:PassRole`. Raise KeyError for one that the table does not know."""
    found = mask(action)
    if found.bit_count() != 1:
        raise KeyError(action)
    return found


def version() -> str:
    """Return what the table was made of, and when it was fetched."""
    return _lines()[0].removeprefix("# ")


@cache
def _mask(pattern: str) -> int:
    service, colon, name = pattern.partition(":")
    if not colon:
        # A lone `*`; nothing else without a service is an action.
        return everything() if pattern and set(pattern) == {"*"} else 0
    services, _ = _catalogue()
    if "*" not in service and "?" not in service:
        return _of(service, name) if service in services else 0
    matching = _regex(service)
    found = sum(_of(each, name) for each in services if matching.fullmatch(each))
    everywhere = set(service) == {"*"} and set(name) == {"*"}
    return everything() if everywhere else found


def _of(service: str, pattern: str) -> int:
    first, count = _catalogue()[0][service]
    if set(pattern) == {"*"}:
        return ((1 << count) - 1) << first
    names = _names(service)
    if "*" not in pattern and "?" not in pattern:
        place = names.get(pattern)
        return 0 if place is None else 1 << (first + place)
    matching = _regex(pattern)
    return sum(1 << (first + place) for name, place in names.items() if matching.fullmatch(name))


@cache
def _names(service: str) -> dict[str, int]:
    line = _services()[service]
    return {name: place for place, name in enumerate(line.split(" ")[2:])}


@cache
def _catalogue() -> tuple[dict[str, tuple[int, int]], int]:
    """Return for each service its first bit and how many it has, and how many there are."""
    places: dict[str, tuple[int, int]] = {}
    total = 0
    for service, line in _services().items():
        count = int(line.split(" ", 2)[1])
        places[service] = (total, count)
        total += count
    return places, total


@cache
def _services() -> dict[str, str]:
    return {line.partition(" ")[0]: line for line in _lines()[1:] if line}


@cache
def _lines() -> list[str]:
    return gzip.decompress(_TABLE.read_bytes()).decode("utf-8").split("\n")


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    parts = ({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in pattern)
    return re.compile("".join(parts))
