"""Everything one run knows about one target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from cloudguard.assets import Asset
from cloudguard.config import Contract
from cloudguard.config.network import Network
from cloudguard.sources import moments
from cloudguard.values import Reference, Source, Unknown
from cloudguard.verdicts import Evidence, Outcome, Verdict

if TYPE_CHECKING:  # networks are drawn for checks that ask for them
    from cloudguard.identity.powers import Powers
    from cloudguard.network.crossings import Crossings
    from cloudguard.network.wiring import Wiring

A = TypeVar("A", bound=Asset)
T = TypeVar("T")


def _nothing(_wiring: Wiring) -> None:
    """Draw no network."""


def _nowhere(_asset: Asset) -> str | None:
    """Know no zone of anything."""
    return None


def _uncovered(_asset: Asset) -> Contract | Unknown | None:
    """Know no contract of anything."""
    return None


def _certain(_asset: Asset) -> bool:
    """Know of everything that it has no other zone than it has."""
    return False


def _undeclared(_account: str, _provider: str) -> str | None:
    """Know no zone of any account."""
    return None


def _nobody(_powers: Powers) -> None:
    """Know no principal."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What decides beside the assets: networks, the zones of assets, what is declared of both."""

    wire: Callable[[Wiring], None] = _nothing
    zone: Callable[[Asset], str | None] = _nowhere
    declared: Network = field(default_factory=Network)
    people: Callable[[Powers], None] = _nobody
    rules: Mapping[str, str] = field(default_factory=dict)
    """What a profile says of networks without a zone; see `network.crossings.Rules`."""
    before: Callable[[Wiring], None] | None = None
    """Draws the networks as they are before this input is applied, where that is told."""
    zone_may_be: Callable[[Asset], bool] = _certain
    """Tells whether an asset without a zone may have one that cannot be read."""
    zone_of_account: Callable[[str, str], str | None] = _undeclared
    """Gives the zone of an account of a provider, as the organisation's rules have it."""
    party: Callable[[Asset], str | Unknown | None] = _nowhere
    """Who answers for an asset, as the organisation says; unknown where what says so is."""
    tenant: Callable[[Asset], str | Unknown | None] = _nowhere
    """Whose an asset is, where several share an estate; unknown where what says so is."""
    contract: Callable[[Asset], Contract | Unknown | None] = _uncovered
    """Which contract covers an asset; unknown where what says so is."""
    contracts: tuple[Contract, ...] = ()
    """All contracts that are declared."""
    as_of: date = field(default_factory=moments.today)
    """The day that is judged by."""
    seen: date | None = None
    """The day on which a live inventory was read; None where this is none."""


class Estate:
    """The assets of one target, found by kind, by id and by name, and what was not seen."""

    def __init__(
        self,
        assets: Iterable[Asset],
        *,
        gone: frozenset[str] = frozenset(),
        unseen: dict[type[Asset], str] | None = None,
        doubtful: Mapping[str, str] | None = None,
        surroundings: Surroundings | None = None,
    ) -> None:
        """Index `assets`; `gone` holds the addresses that the input removes.

        `doubtful` gives for the address of what may not exist the reason; `surroundings` what is
        drawn only when a check asks for it.
        """
        self.surroundings = surroundings or Surroundings()
        self._failed: Exception | None = None
        self._unread: Exception | None = None
        self.assets: tuple[Asset, ...] = tuple(assets)
        self.gone = gone
        self.unseen = unseen or {}
        self.doubtful = doubtful or {}
        self._kinds: dict[type[Asset], list[Asset]] = defaultdict(list)
        self._names: dict[str, list[Asset]] = defaultdict(list)
        self._derived: dict[Callable[[Estate], Any], Any] = {}
        for asset in self.assets:
            for kind in type(asset).__mro__:
                if issubclass(kind, Asset):
                    self._kinds[kind].append(asset)
            for name in {asset.id, *asset.names}:
                self._names[name].append(asset)

    @cached_property
    def sure(self) -> Estate:
        """Return the estate as it is if nothing exists of which that is not known."""
        assets = (a for a in self.assets if a.origin.address not in self.doubtful)
        return Estate(assets, gone=self.gone, unseen=self.unseen, surroundings=self.surroundings)

    @cached_property
    def crossings(self) -> Crossings:
        """Return what crosses from zone to zone, drawn when it is first asked for."""
        if self._failed is not None:
            raise self._failed  # many assets ask: what cannot be drawn is tried once
        try:
            return self._crossings(self.surroundings.wire)
        except Exception as wrong:
            self._failed = wrong
            raise

    @cached_property
    def crossings_before(self) -> Crossings | None:
        """Return what crosses before this input is applied, None where that is not told."""
        before = self.surroundings.before
        return None if before is None else self._crossings(before)

    def _crossings(self, draw: Callable[[Wiring], None]) -> Crossings:
        from cloudguard.network.crossings import Crossings, Rules  # noqa: PLC0415  # few ask it
        from cloudguard.network.wiring import Wiring  # noqa: PLC0415  # as above

        wiring = Wiring()
        draw(wiring)
        around = self.surroundings
        return Crossings(wiring, self._zone, around.declared, Rules(**around.rules))

    @cached_property
    def powers(self) -> Powers:
        """Return who can become an administrator, read when it is first asked for."""
        from cloudguard.identity.powers import Powers  # noqa: PLC0415  # as networks are

        if self._unread is not None:
            raise self._unread
        powers = Powers()
        try:
            self.surroundings.people(powers)
        except Exception as wrong:
            self._unread = wrong
            raise
        return powers

    def zone(self, asset: Asset) -> str | None:
        """Return the zone that an asset belongs to, None where it has none."""
        return self.surroundings.zone(asset)

    def zone_may_be(self, asset: Asset) -> bool:
        """Tell whether an asset without a zone may have one that cannot be read."""
        return self.surroundings.zone_may_be(asset)

    def party(self, asset: Asset) -> str | Unknown | None:
        """Return who answers for an asset, None where nothing says."""
        return self.surroundings.party(asset)

    def contract(self, asset: Asset) -> Contract | Unknown | None:
        """Return the contract that covers an asset, None where none does."""
        return self.surroundings.contract(asset)

    def tenant(self, asset: Asset) -> str | Unknown | None:
        """Return whose an asset is, None where nothing says."""
        return self.surroundings.tenant(asset)

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """Return the contracts that are declared."""
        return self.surroundings.contracts

    @property
    def as_of(self) -> date:
        """Return the day that is judged by."""
        return self.surroundings.as_of

    @property
    def seen(self) -> date:
        """Return the last day of which anything is told: no inventory knows of those after it."""
        return min(self.as_of, self.surroundings.seen or self.as_of)

    def zone_of_account(self, account: str, provider: str) -> str | None:
        """Return the zone of an account that is not in this input, as the rules give it."""
        return self.surroundings.zone_of_account(account, provider)

    def _zone(self, id: str) -> str | None:
        """Return the zone of what has an id; `UNSEEN` where it may have one that is not read."""
        from cloudguard.network.reach import UNSEEN  # noqa: PLC0415  # as networks are

        if not (found := self._names.get(id, ())):
            return None
        return UNSEEN if self.zone_may_be(found[0]) else self.surroundings.zone(found[0])

    def of(self, kind: type[A]) -> Sequence[A]:
        """Return the assets of one kind, its subkinds included."""
        return self._kinds.get(kind, [])  # type: ignore[return-value]  # indexed by kind above

    def find(self, kind: type[A], name: str | Reference) -> Sequence[A]:
        """Return the assets of one kind that `name` refers to: none, one, or several."""
        text: object = name.address if isinstance(name, Reference) else name
        # A damaged input may hold anything where a name belongs: it names nothing.
        named = self._names.get(text, ()) if isinstance(text, str) else ()
        return [asset for asset in named if isinstance(asset, kind)]

    def derived(self, make: Callable[[Estate], T]) -> T:
        """Return what `make` derives from all assets, made once: every asset may ask for it."""
        if make not in self._derived:
            self._derived[make] = make(self)
        return self._derived[make]  # type: ignore[no-any-return]  # what `make` returned

    def more(self, kind: type[Asset]) -> Verdict:
        """Judge whether assets of a kind may exist that this run did not see.

        Write `some(…) | estate.more(kind)`: what was not seen can turn a
        failure into an unknown, and never into a pass.
        """
        if (reason := self.unseen.get(kind)) is None:
            return Verdict(Outcome.FAIL)
        evidence = Evidence(f"every {kind.__name__} seen", Unknown(reason, Source("")))
        return Verdict(Outcome.UNKNOWN, (evidence,))
