"""Reading attributes through blocks, and settings that are known, or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cloudguard.providers.azure.provider import first_set
from cloudguard.providers.wires import sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Reference, Unknown, Value


def blocks(resource: Resource, path: str) -> Iterator[Resource | Unknown]:
    """Yield the blocks at a path, through all blocks on the way; what is unknown as such."""
    name, _, rest = path.partition(".")
    found = resource.blocks(name)
    if isinstance(found, Unknown):
        yield found
        return
    for block in found.value:
        if rest:
            yield from blocks(block, rest)
        else:
            yield block


def texts(resource: Resource, *paths: str) -> Iterator[Value[Any]]:
    """Yield the values that attributes of texts, or lists of them, give in any of their blocks."""
    for path in paths:
        above, _, last = path.rpartition(".")
        if not above and not _written(resource, last):
            continue
        for holder in blocks(resource, above) if above else (resource,):
            found = holder if isinstance(holder, Unknown) else holder.items(last)
            if isinstance(found, Unknown):
                yield found
                continue
            yield from (
                v for v in found.value if isinstance(v, Unknown) or v.value not in (None, "")
            )


def _written(resource: Resource, name: str) -> bool:
    """Tell whether anything may stand at an attribute: most rules leave most of theirs out."""
    written, unknown = resource.attributes, resource.unknown
    if type(written) is not dict or written.get(name) not in (None, [], ""):
        return True
    return name in unknown if isinstance(unknown, dict) else bool(unknown)


def flag(resource: Resource, path: str, *, default: bool, because: str) -> bool | None:
    """Return a setting that is on or off, None where it is not known."""
    found = resource.get(path, default, because)
    if isinstance(found, Unknown) or isinstance(found.value, Reference):
        return None
    return found.value in (True, "true")


def word(resource: Resource, *paths: str, default: str, because: str) -> str | None:
    """Return a setting that is one word, in small letters; None where it is not known."""
    found = first_set(resource, *paths, because=because)
    if isinstance(found, Unknown) or isinstance(found.value, Reference):
        return None
    return str(found.value or default).lower()


def certain(*resources: Resource) -> bool:
    """Tell whether all of several resources surely exist."""
    return all(sure(resource) for resource in resources)
