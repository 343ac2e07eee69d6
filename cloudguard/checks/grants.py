"""Grants across zones: ways to data that no packet filter sees."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from cloudguard.assets import Asset, Placed
from cloudguard.assets.grants import Grant, Grantee
from cloudguard.assets.logs import LogDelivery
from cloudguard.assets.storage import Store
from cloudguard.check import check
from cloudguard.config import Area
from cloudguard.estate import Estate
from cloudguard.values import Known, Reference, Source, Unknown, Value
from cloudguard.verdicts import Evidence, Outcome, Verdict, every, unknown

TOPIC: Final = "zone_separation"
APART: Final = ("mynumber:*", "lgwan:internet")
_EXPECTED: Final = "nobody of another zone is let in"
_ANY_ACCOUNT: Final = "it lets requests through to any account: which of them take data is not seen"
_STAYS: Final = "the zone that the log comes from"


@check("zones.no-grant-across", topic=TOPIC, on=Grant)
def no_grant_across(
    grant: Grant, estate: Estate, *, separated_zones: tuple[str, ...] = APART
) -> Verdict | None:
    """No policy, share, trust or copy lets another zone reach what belongs to this one.

    A snapshot that is shared and a bucket that another account reads need no network path.
    """
    if not grant.to:
        return None
    own = _of(grant, estate)
    if own is None:
        return None  # that it has no zone is told of its network
    if isinstance(own, Unknown):
        return Verdict(Outcome.UNKNOWN, (Evidence(_EXPECTED, own),))
    judge = _Judge(own.value, separated_zones, grant, estate)
    judged = (judge.let_in(grantee) for grantee in grant.to)
    verdicts = [verdict for verdict in judged if verdict is not None]
    return every(verdicts) if verdicts else None


@check("zones.logs-stay", topic=TOPIC, on=LogDelivery)
def logs_stay(
    delivery: LogDelivery, estate: Estate, *, separated_zones: tuple[str, ...] = APART
) -> Verdict | None:
    """Logs of one zone are not delivered into another.

    Logs tell of the zone that they come from, and their store is a way into it.
    """
    own = _zone(delivery, estate)
    if own is None:
        return None
    if isinstance(own, Unknown):
        return Verdict(Outcome.UNKNOWN, (Evidence(_STAYS, own),))
    found = (_kept(d, delivery, own.value, separated_zones, estate) for d in delivery.destinations)
    verdicts = [verdict for verdict in found if verdict is not None]
    return every(verdicts) if verdicts else None


def _kept(
    destination: Value[str | Reference | None],
    delivery: LogDelivery,
    own: str,
    pairs: Collection[str],
    estate: Estate,
) -> Verdict | None:
    """Judge one store that a log is kept in; None where it is kept nowhere or in no zone.

    Of what is not in this input, and of a log that keeps itself, the grants beside it tell where
    its data goes.
    """
    if isinstance(destination, Unknown):
        return unknown(_STAYS, destination.reason, destination.source)
    if (name := destination.value) is None:
        return None
    stores: Sequence[Asset] = estate.find(Store, name)
    itself = any(store.id == delivery.id for store in stores)
    if stores and not itself:
        zone = _of_all(stores, destination.source, estate)
        return None if zone is None else _held(own, zone, pairs, _STAYS)
    beside = [g for g in estate.find(Grant, delivery.id) if g.way == "delivery"]
    judged = (_Judge(own, pairs, grant, estate).let_in(to) for grant in beside for to in grant.to)
    if verdicts := [verdict for verdict in judged if verdict is not None]:
        return every(verdicts)
    return None if itself else unknown(_STAYS, _elsewhere(name), destination.source)


def _of(grant: Grant, estate: Estate) -> Value[str] | None:
    """Return the zone of what a grant opens: of the asset, else of the grant itself."""
    if isinstance(grant.of, Unknown):
        if not estate.derived(_zoned):
            return None
        return Unknown(f"what it opens is not known: {grant.of.reason}", grant.of.source)
    assets = _named(grant.of.value, estate)
    found = _of_all(assets, grant.origin, estate)
    if found is not None or grant.way == "copy":  # what copies is not what is copied
        return found
    own = _zone(grant, estate)
    if own is None and not assets and not _is_account(grant) and estate.derived(_zoned):
        return Unknown(_elsewhere(grant.of.value), grant.origin)
    return own


def _elsewhere(name: str | Reference) -> str:
    return f"{name} is not in this input: its zone is not seen"


def _is_account(grant: Grant) -> bool:
    """Tell whether a grant opens a whole account: where that has no zone, it is of no zone."""
    of, account = grant.of, grant.account
    if isinstance(of, Unknown) or isinstance(account, Unknown):
        return False
    return str(of.value).rstrip("/").rpartition("/")[2] == account.value


@dataclass(frozen=True, slots=True)
class _Judge:
    """Holds whom a grant lets in against the zone of what it opens."""

    own: str
    apart: Collection[str]
    grant: Grant
    estate: Estate

    def let_in(self, found: Value[Grantee]) -> Verdict | None:
        """Judge one of whom is let in; None where another check says it."""
        if isinstance(found, Unknown):
            return Verdict(Outcome.UNKNOWN, (Evidence(_EXPECTED, found),))
        grantee, source = found.value, found.source
        if grantee.kind == "everyone":
            return self._everyone(grantee, source)
        zone = self._zone(grantee, source)
        if zone is None:
            return unknown(_EXPECTED, f"the zone of {grantee} is not declared", source)
        verdict = _held(self.own, zone, self.apart, _EXPECTED, str(grantee))
        return _doubted(verdict, grantee, source)

    def _everyone(self, grantee: Grantee, source: Source) -> Verdict | None:
        """Judge what lets everyone in; of what holds data exposure.not-public says it."""
        of = self.grant.of
        if isinstance(of, Known) and self.estate.find(Store, of.value):
            return None
        if self.grant.way == "outlet":
            return unknown(_EXPECTED, _ANY_ACCOUNT, source)
        everyone = Known("everyone, of every zone", source)
        verdict = Verdict(Outcome.FAIL, (Evidence(_EXPECTED, everyone),))
        return _doubted(verdict, grantee, source)

    def _zone(self, grantee: Grantee, source: Source) -> Value[str] | None:
        if grantee.kind == "asset":
            zone = _of_all(_named(grantee.name, self.estate), source, self.estate)
            return Known(self.own, source) if zone is None and grantee.own else zone
        name, account = str(grantee.name), self.grant.account
        if grantee.own or (isinstance(account, Known) and account.value == name):
            return Known(self.own, source)
        declared = self.estate.zone_of_account(name, self.grant.provider)
        if declared is not None:
            return Known(declared, source)
        # An account that no rule speaks of may hold what has a zone in this input.
        seen = self.estate.derived(_by_account).get((self.grant.provider, name), set())
        others = [zone for zone in sorted(seen) if _are_apart(self.own, zone, self.apart)]
        return Known(others[0], source) if others else None


def _doubted(verdict: Verdict, grantee: Grantee, source: Source) -> Verdict:
    """Let nothing fail of which it is not sure that it is let in."""
    if verdict.outcome is Outcome.FAIL and grantee.doubt:
        return unknown(_EXPECTED, f"{grantee}: {grantee.doubt}", source)
    return verdict


def _are_apart(one: str, other: str, pairs: Collection[str]) -> bool:
    return Area.read(one).apart(Area.read(other), pairs)


def _held(
    own: str, zone: Value[str], pairs: Collection[str], expected: str, who: str = ""
) -> Verdict:
    """Hold the zone of who is let in against that of what is opened."""
    if isinstance(zone, Unknown):
        return Verdict(Outcome.UNKNOWN, (Evidence(expected, zone),))
    outcome = Outcome.FAIL if _are_apart(own, zone.value, pairs) else Outcome.PASS
    said = f"{who}, of zone {zone.value}" if who else f"zone {zone.value}"
    return Verdict(outcome, (Evidence(expected, Known(said, zone.source)),))


def _named(name: str | Reference, estate: Estate) -> list[Asset]:
    return [asset for asset in estate.find(Asset, name) if not isinstance(asset, Grant)]


def _of_all(assets: Sequence[Asset], source: Source, estate: Estate) -> Value[str] | None:
    """Return the zone of what one name stands for, unknown where they differ."""
    zones: set[str] = set()
    for asset in assets:
        zone = _zone(asset, estate)
        if isinstance(zone, Unknown):
            return Unknown(zone.reason, source)
        if zone is not None:
            zones.add(zone.value)
    if len(zones) > 1:
        return Unknown("several of this name lie in different zones", source)
    return Known(zones.pop(), source) if zones else None


def _zone(asset: Asset, estate: Estate) -> Value[str] | None:
    """Return the zone of an asset, None where it has none, unknown where it may have one."""
    if (zone := estate.zone(asset)) is not None:
        return Known(zone, asset.origin)
    if estate.zone_may_be(asset):
        return Unknown("what would give it a zone cannot be read", asset.origin)
    return None


def _zoned(estate: Estate) -> bool:
    """Tell whether anything of an input has a zone, or may have one."""
    return any(
        estate.zone(asset) is not None or estate.zone_may_be(asset) for asset in estate.of(Placed)
    )


def _by_account(estate: Estate) -> dict[tuple[str, str], set[str]]:
    """Return the zones of what lies in each account that is known."""
    found: dict[tuple[str, str], set[str]] = {}
    for asset in estate.of(Placed):
        if isinstance(asset.account, Known) and (zone := estate.zone(asset)) is not None:
            found.setdefault((asset.provider, str(asset.account.value)), set()).add(zone)
    return found
