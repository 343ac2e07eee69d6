"""Grants across zones: ways to data that no packet filter sees."""

from __future__ import annotations

from typing import Final

from cloudguard.assets import Asset
from cloudguard.assets.grants import Grant, Grantee
from cloudguard.assets.logs import LogDelivery
from cloudguard.assets.storage import Store
from cloudguard.check import check
from cloudguard.estate import Estate
from cloudguard.values import Known, Reference, Source, Unknown
from cloudguard.verdicts import Evidence, Outcome, Verdict, every

TOPIC: Final = "zone_separation"
_EXPECTED: Final = "nobody of another zone is let in"


@check("zones.no-grant-across", topic=TOPIC, on=Grant)
def no_grant_across(grant: Grant, estate: Estate) -> Verdict | None:
    """No policy, share or trust lets another zone reach what belongs to this one.

    A snapshot that is shared and a bucket that another account reads need no network path.
    """
    own = _zone_of(grant.of, estate) or estate.zone(grant)
    if own is None:
        return None  # that it has no zone is told of its network
    if isinstance(grant.to, Unknown):
        return Verdict(Outcome.UNKNOWN, (Evidence(_EXPECTED, grant.to),))
    verdicts = [
        _let_in(grantee, own, grant, estate)
        for grantee in grant.to.value
        if grantee.kind != "everyone"  # exposure.not-public judges that
    ]
    return every(verdicts) if verdicts else None


@check("zones.logs-stay", topic=TOPIC, on=LogDelivery)
def logs_stay(delivery: LogDelivery, estate: Estate) -> Verdict | None:
    """Logs of one zone are not delivered into another.

    Logs tell of the zone that they come from, and their store is a way into it.
    """
    own = estate.zone(delivery)
    if own is None:
        return None
    verdicts = []
    for destination in delivery.destinations:
        if isinstance(destination, Unknown) or destination.value is None:
            continue  # where it goes is another check's question
        verdicts += [
            _same(own, zone, destination.source)
            for store in estate.find(Store, destination.value)
            if (zone := estate.zone(store)) is not None
        ]
    return every(verdicts) if verdicts else None


def _let_in(grantee: Grantee, own: str, grant: Grant, estate: Estate) -> Verdict:
    source = grant.to.source
    if grantee.kind == "asset":
        zone = _zone_of(grantee.name, estate)
    else:
        if isinstance(grant.account, Known) and grant.account.value == grantee.name:
            return _same(own, own, source)
        zone = estate.zone_of_account(str(grantee.name), grant)
    if zone is None:
        reason = f"the zone of {grantee} is not declared"
        return Verdict(Outcome.UNKNOWN, (Evidence(_EXPECTED, Unknown(reason, source)),))
    return _same(own, zone, source)


def _same(own: str, zone: str, source: Source) -> Verdict:
    outcome = Outcome.PASS if own == zone else Outcome.FAIL
    return Verdict(outcome, (Evidence(_EXPECTED, Known(f"zone {zone}", source)),))


def _zone_of(name: str | Reference, estate: Estate) -> str | None:
    for asset in estate.find(Asset, name):
        if (zone := estate.zone(asset)) is not None:
            return zone
    return None
