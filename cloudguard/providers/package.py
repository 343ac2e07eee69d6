"""What one provider's package gives: its rows, its adapters, and what reads with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cloudguard.assets import Asset
from cloudguard.providers.adapter import Adapter, Reader
from cloudguard.providers.schema import Schema, unproven
from cloudguard.providers.table import Provider, Table
from cloudguard.sources.blocks import Providers
from cloudguard.sources.resource import Resources

if TYPE_CHECKING:  # only a check that asks for networks pays for them
    from cloudguard.identity.powers import Powers
    from cloudguard.network.wiring import Wiring

P = TypeVar("P", bound=Provider)


@dataclass(frozen=True)
class Package(Generic[P]):
    """A provider: `families` are the first words of its resource types.

    `rows` are the files of its table; `make` returns what knows the provider's own words;
    `besides` reads what belongs to no resource (provider blocks), `copies` which data is a copy of
    which, and what holds it back; `defaults` is the table of what
    the provider plans for what is not written, None where there is none. `lacks` says by check
    why nothing of the provider can answer it. `network` is the module whose `wire` draws
    the provider's networks, `identity` the one whose `read` reads its principals; each is
    imported when it is asked for. `principals` are the types that a live account must have been
    asked for, all of them, before anybody is judged who is in it. `live` are those that take what a
    live account was not asked for, or did not answer, for unknown in all that joins them.
    """

    families: frozenset[str]
    rows: tuple[Path, ...]
    adapters: Sequence[Adapter[P]]
    make: Callable[[Resources, Providers], P]
    besides: Callable[[P], Iterator[Asset]] | None = None
    defaults: Path | None = None
    lacks: Mapping[str, str] = field(default_factory=dict)
    copies: Callable[[Resources, P], Iterator[Asset]] | None = None
    network: str | None = None
    identity: str | None = None
    principals: frozenset[str] = frozenset()
    live: frozenset[str] = frozenset()

    @cached_property
    def table(self) -> Table:
        """Return the rows of the types that need no joins."""
        return Table(*self.rows)

    @cached_property
    def schema(self) -> Schema | None:
        """Return what the provider plans for what is not written."""
        return Schema(self.defaults) if self.defaults else None

    def completed(
        self, type_: str, attributes: dict[str, Any], unknown: Any
    ) -> tuple[dict[str, Any], Any]:
        """Return what is written of a resource as the provider would plan it."""
        if self.schema is None:
            return unproven(attributes, unknown)
        return self.schema.completed(type_, attributes, unknown)

    def people(self, resources: Resources, configuration: Providers, powers: Powers) -> None:
        """Read who may do what in an input."""
        if self.identity is not None:
            import_module(self.identity).read(self.make(resources, configuration), powers)

    def planned(self, type_: str, block: str) -> bool:
        """Tell whether a block that is not written is known before apply: nobody adds one."""
        shape = self.schema.attributes(type_) if self.schema else None
        found = shape.blocks.get(block) if shape is not None and shape.proven else None
        return found is not None and not found.own.left_to_provider

    def readers(self, resources: Resources, configuration: Providers) -> Iterator[Reader]:
        """Yield what reads the provider's resources, each with the types it answers for."""
        provider = self.make(resources, configuration)
        for adapter in self.adapters:
            if any(resources.of(type_) for type_ in (*adapter.types, *adapter.companions)):
                yield Reader(frozenset(adapter.types), partial(adapter.read, resources, provider))
        for type_ in sorted(resources.types() & self.table.types()):
            yield Reader(frozenset((type_,)), partial(self._rows, type_, resources, provider))
        if self.copies is not None:
            yield Reader(frozenset(), partial(self.copies, resources, provider))
        if self.besides is not None:
            yield Reader(frozenset(), partial(self.besides, provider))

    def wired(self, resources: Resources, configuration: Providers, wiring: Wiring) -> None:
        """Draw the networks of an input into a wiring."""
        if self.network is not None:
            import_module(self.network).wire(self.make(resources, configuration), wiring)

    def understood(self) -> frozenset[str]:
        """Return the resource types that become assets, and their companions."""
        joined = (type_ for a in self.adapters for type_ in (*a.types, *a.companions))
        return self.table.types() | frozenset(joined)

    def _rows(self, type_: str, resources: Resources, provider: P) -> Iterator[Asset]:
        for resource in resources.of(type_):
            yield from self.table.assets(resource, provider)
