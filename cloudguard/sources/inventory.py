"""What a snapshot holds, as resources to be judged, and what it does not tell of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final

from cloudguard.sources.blocks import ProviderBlock
from cloudguard.sources.resource import Resource, Resources, Trail
from cloudguard.sources.secrets import Secrets, without
from cloudguard.sources.snapshot import (
    GLOBAL,
    PENDING,
    PRESENT,
    SOFT_DELETED,
    UNREAD,
    Call,
    Held,
    Snapshot,
)
from cloudguard.values import Known, Source, Unknown, Value

PROVIDED: Final = "provided"
_WHOSE: Final = frozenset({PROVIDED, "key_manager"})
"""Facts that tell whose a thing is: true where it is the provider's own, who manages a key."""
NOT_READ: Final = "the collector does not read it"
MAY_LIE_DELETED: Final = "its state was not read: it may wait for its deletion"


class _Rest(dict[str, Any]):
    """Calls unknown whatever a snapshot does not say of a resource, or of a block of one."""

    def get(self, name: str, default: Any = None) -> Any:
        """Return False for what is read, True for all else."""
        return super().get(name, True)


def _shape(node: Any) -> Any:
    """Return that nothing of a value is hidden, and that whatever is not there was not read."""
    if isinstance(node, dict):
        return _Rest({name: _shape(value) for name, value in node.items()})
    return [_shape(item) for item in node] if isinstance(node, list) else False


def _not_read(resource: Resource, trail: Trail) -> Value[Any]:
    path = ".".join(str(part) for part in trail)
    return Unknown(NOT_READ, Source(resource.address, path))


@dataclass(slots=True)
class Accounts:
    """The provider blocks of a snapshot: it has none, and knows its account."""

    account: str | None
    providers: Mapping[str, ProviderBlock] = field(default_factory=dict)

    def region(self, key: str) -> Value[str | None]:
        """Return that nothing is known: each resource has its own."""
        return Unknown("the snapshot does not name the region of this", Source("snapshot"))

    def setting(self, key: str, path: str) -> Value[Any] | None:
        """Return the account that was read."""
        if path == "allowed_account_ids" and self.account:
            return Known([self.account], Source("snapshot", "target.account"))
        return None


def resources(
    snapshot: Snapshot, judgeable: Callable[[str, Collection[str]], bool]
) -> tuple[Resources, dict[str, int]]:
    """Return the resources that can be judged, and how many of what type cannot.

    What lies deleted is not configured any more and counts among the latter; of what is listed and
    has no state that was read it is not known whether it does. What is known to be the provider's
    own or the customer's is there to be named by others, as data sources of Terraform are; what
    the provider provides is nothing else, and counts among neither.
    """
    found: list[Resource] = []
    asked = snapshot.asked
    judged = {name for name in {h.type for h in snapshot.resources} if judgeable(name, asked)}
    named = [_named(held) for held in snapshot.resources if held.facts.keys() & _WHOSE]
    rest: dict[str, int] = {}
    for held in snapshot.resources:
        if held.facts.get(PROVIDED) is True:
            continue
        if held.type in judged and held.status in (PRESENT, UNREAD):
            found.append(_resource(held))
        else:
            rest[held.type] = rest.get(held.type, 0) + 1
    return Resources(found, named, _Untold(snapshot)), rest


class _Untold:
    """Tells why resources may be there that a snapshot does not show.

    A snapshot calls what it holds by the words of one family of types: what other families would
    call it is shown by these.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._target = snapshot.target
        self._held = {held.id: held for held in snapshot.resources}
        self._calls: dict[str, list[tuple[Call, frozenset[str]]]] = {}
        for call in snapshot.ledger:
            if PRESENT in call.covers:
                self._calls.setdefault(call.type, []).append((call, frozenset(call.missed)))

    def __call__(self, type_: str, subject: Resource | None) -> str | None:
        if type_.partition("_")[0] != self._target.provider:
            return None
        about = self._held.get(subject.address) if subject is not None else None
        here = about.region if about is not None else None
        known = self._calls.get(type_, ())
        calls = [each for each in known if here in (None, each[0].region) or _all(each[0])]
        asked = {call.region for call, _ in calls}
        if about is not None and here is None and GLOBAL not in asked:
            return "its region is not known"
        if not asked or not (GLOBAL in asked or here or asked >= {*self._target.regions}):
            return f"{type_} was not asked for"
        missing = (call for call, ids in calls if not self._answers(call, ids, about))
        return next((f"{call.call} in {call.region}: {call.said}" for call in missing), None)

    def _answers(self, call: Call, ids: frozenset[str], about: Held | None) -> bool:
        """Tell whether a call shows all there is of one resource, asked for it or for all."""
        if call.complete:
            return True
        # As many as there are failures: it was asked for one by one.
        if about is None or len(ids) < call.failed or about.id in ids:
            return False
        return {self._held[id_].type for id_ in islice(ids & self._held.keys(), 1)} == {about.type}


def _all(call: Call) -> bool:
    return call.region == GLOBAL


def _named(held: Held) -> Resource:
    """Return what others name; of a data source the facts are attributes like all others."""
    known = _resource(held)
    told = {**held.facts, **known.attributes}
    return replace(
        known, mode="data", address=f"data.{held.id}", attributes=told, unknown=_shape(told)
    )


def _resource(held: Held) -> Resource:
    values = {**without(held.values, None, Secrets()), "facts": held.facts}
    return Resource(
        type=held.type,
        name=held.id.rpartition(":")[2].rpartition("/")[2],
        address=held.id,
        attributes=values,
        unknown=_shape(values),
        provider=held.type.partition("_")[0],
        resolve=_not_read,
        doubt=MAY_LIE_DELETED if held.status == UNREAD else "",
    )


def waiting(snapshot: Snapshot) -> frozenset[str]:
    """Return the names of what lies deleted: nothing can use it any more."""
    lying = (held for held in snapshot.resources if held.status in (PENDING, SOFT_DELETED))
    return frozenset(name for held in lying for name in held.names)
