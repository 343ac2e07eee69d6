"""What drawing a network needs of any provider: which resource a value names, which addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from cloudguard.network.filters import ANYTHING, Match, perhaps
from cloudguard.network.intervals import Intervals, union_of
from cloudguard.network.packets import EVERYWHERE, packets, ports, prefix
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value

_SELF: Final = frozenset({"", "id", "arn", "self_link", "name"})
_DEPTH: Final = 8


class Names:
    """The resources of one input, by what other resources call them.

    A resource is called by its address; what is not in this input by the name it is given.
    """

    def __init__(
        self,
        resources: Resources,
        names: Callable[[Resource], Iterable[str]],
        same: frozenset[str] = _SELF,
    ) -> None:
        """Index the names of all resources; `same` are the attributes that stand for the whole."""
        self._resources = resources
        self._same = same
        self._named: dict[str, str] = {}
        for resource in resources.managed:
            for name in names(resource):
                self._named.setdefault(name, resource.address)

    def of(self, value: Value[Any]) -> Value[str]:
        """Return what a value names: an address, or a name of something not in this input.

        An attribute that is a thing of its own (`aws_vpc.a.main_route_table_id`) is called by
        address and attribute. Unknown where nothing is named.
        """
        if isinstance(value, Unknown):
            return value
        name = self._name(value.value, 0)
        if name is None:
            return Unknown("not written", value.source)
        return Known(name, value.source)

    def each(self, value: Value[tuple[Value[Any], ...]]) -> tuple[list[str], bool]:
        """Return what the items of a list name, and whether these are all."""
        if isinstance(value, Unknown):
            return [], False
        found = [self.of(item) for item in value.value]
        return [f.value for f in found if isinstance(f, Known)], all(
            isinstance(f, Known) for f in found
        )

    def here(self, name: str) -> Resource | None:
        """Return the managed resource at an address, None for what is not in this input."""
        found = self._resources.by_address.get(name)
        return found if found is not None and found.mode == "managed" else None

    def _name(self, found: Any, depth: int) -> str | None:
        if isinstance(found, str):
            return self._named.get(found, found) or None
        if not isinstance(found, Reference):
            return None
        if found.attribute in self._same:
            return found.address
        target = self._resources.by_address.get(found.address)
        if target is not None and depth < _DEPTH:
            further = target.get(found.attribute, None, "not written")
            if isinstance(further, Known):
                name = self._name(further.value, depth + 1)
                if name is not None:
                    return name
        return str(found)


def sure(resource: Resource) -> bool:
    """Tell whether a resource surely exists."""
    return not resource.doubt


def prefixes_of(values: Iterable[Value[Any]]) -> tuple[Intervals, bool]:
    """Return the addresses that texts of prefixes give, and whether all could be read."""
    found: list[Intervals] = []
    whole = True
    for value in values:
        text = value.value if isinstance(value, Known) else None
        if text in (None, ""):
            whole = whole and isinstance(value, Known)
            continue
        try:
            found.append(prefix(str(text)))
        except ValueError:
            whole = False
    return union_of(found), whole


def cidrs(resource: Resource, *paths: str) -> tuple[Intervals, bool]:
    """Return the addresses that attributes of prefixes give, and whether all could be read."""
    values: list[Value[Any]] = []
    for path in paths:
        if not _written(resource, path):
            continue
        items = resource.items(path)
        values += [items] if isinstance(items, Unknown) else items.value
    return prefixes_of(values)


def _written(resource: Resource, path: str) -> bool:
    """Tell whether anything may stand at a path: most rules leave most of theirs out."""
    written, unknown = resource.attributes, resource.unknown
    if "." in path or type(written) is not dict:
        return True
    if written.get(path) not in (None, [], ""):
        return True
    return bool(unknown.get(path, False) if isinstance(unknown, dict) else unknown)


def from_(addresses: Intervals, *, whole: bool) -> Match:
    """Match packets from addresses; where they are not all known, possibly from any."""
    known = packets(source=addresses)
    return Match(known, known if whole else packets(source=EVERYWHERE))


def to(addresses: Intervals, *, whole: bool) -> Match:
    """Match packets to addresses; where they are not all known, possibly to any."""
    known = packets(destination=addresses)
    return Match(known, known if whole else packets(destination=EVERYWHERE))


def services_of(protocol: int | None, first: Value[Any], last: Value[Any]) -> Match:
    """Match packets of a protocol (None: any) with destination ports from one to another."""
    if protocol is None:
        return ANYTHING
    whole = packets(service=ports(protocol))
    if isinstance(first, Unknown) or isinstance(last, Unknown):
        return perhaps(whole)
    low, high = number(first.value), number(last.value)
    if first.value is None and last.value is None:
        return Match(whole, whole)
    if low is None or high is None:
        return perhaps(whole)
    exact = packets(service=ports(protocol, low, high))
    return Match(exact, exact)


def flag(resource: Resource, path: str, *, default: bool) -> bool | None:
    """Return a switch, `default` where nothing is written, None where it is not known."""
    said = resource.get(path, default, "not written")
    if isinstance(said, Unknown):
        return None
    if isinstance(said.value, str):
        return {"true": True, "false": False}.get(said.value.lower())
    return said.value if isinstance(said.value, bool) else None


def number(value: Any) -> int | None:
    """Return a whole number that is written as one or as text, None for anything else."""
    try:
        return int(value) if not isinstance(value, bool) and value is not None else None
    except (TypeError, ValueError):
        return None


def known(values: Iterable[Value[Any]]) -> Iterator[Any]:
    """Yield the values that are known."""
    return (value.value for value in values if isinstance(value, Known))
