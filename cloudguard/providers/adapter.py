"""The shape of an adapter: what reads resources that no row can read, because they are joined."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from cloudguard.assets import Asset
from cloudguard.sources.resource import Resources

P = TypeVar("P", contravariant=True)


@dataclass(frozen=True, slots=True)
class Adapter(Generic[P]):
    """Reads `types`, each resource of which becomes at least one asset, with their `companions`.

    A companion (a bucket's encryption configuration) becomes no asset of its own: it is judged
    as part of what it configures. A type has a row or an adapter, never both; a companion has
    neither.
    """

    types: tuple[str, ...]
    companions: tuple[str, ...]
    read: Callable[[Resources, P], Iterator[Asset]]


@dataclass(frozen=True, slots=True)
class Reader:
    """What turns some types of one input into assets: an adapter or the rows of one type."""

    types: frozenset[str]
    read: Callable[[], Iterator[Asset]]
