"""Where copies of data lie, and whose data hangs on a key: graphs derived from one estate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from cloudguard.assets import Asset
from cloudguard.assets.storage import Store
from cloudguard.config.contracts import Contract
from cloudguard.values import Reference, Source, Unknown, Value

A = TypeVar("A", bound=Asset)


class Assets(Protocol):
    """What an estate is asked here; `cloudguard.estate.Estate` is one."""

    def of(self, kind: type[A]) -> Sequence[A]:
        """Return the assets of one kind."""
        ...

    def find(self, kind: type[A], name: str | Reference) -> Sequence[A]:
        """Return the assets of one kind that a name refers to."""
        ...

    def contract(self, asset: Asset) -> Contract | Unknown | None:
        """Return the contract that covers an asset, None where none does."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """One copy of data: `what` it is, what it is `of`, and where it is held.

    `store` is the store of this input that holds it; without one, `named` tells where it lies
    (empty: the provider keeps it beside what it is of). It goes by itself after `days`. `stays`
    is true where deleting what it is of leaves it. `elsewhere` names another account or region.
    """

    what: str
    of: str
    store: Store | None
    named: str
    days: Value[int | None]
    stays: Value[bool]
    elsewhere: Value[str | None]
    origin: Source


class Copies:
    """The copies of every store of an estate, by what they are copies of."""

    def __init__(self, estate: Assets) -> None:
        """Read the sides of an estate that tell of copies."""
        self._estate = estate

    def of(self, asset: Asset) -> tuple[Held, ...]:
        """Return every copy of an asset, and the copies of its copies."""
        raise NotImplementedError(asset.id)

    def possible(self, asset: Asset) -> tuple[Held, ...]:
        """Return the copies that may exist and that an input cannot show."""
        raise NotImplementedError(asset.id)
