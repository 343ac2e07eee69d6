"""Logs: what routes them to the Monitoring Suite, and the services that send theirs there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from cloudguard.assets import Asset, Configuration, Placed
from cloudguard.assets.logs import LogDelivery, LogSource, ServiceLog
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.cells import is_set
from cloudguard.providers.sakura.provider import Sakura
from cloudguard.providers.table import Table, common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Source, Unknown, Value, any_true, inherent, settled

_ROUTING: Final = "sakura_monitoring_suite_log_routing"
_SUITE: Final = "monitoring_suite.enabled"
# Of each type the arguments that send its log to a server of syslog.
_SYSLOG: Final = {
    "sakura_database": (),
    "sakura_dns": (),
    "sakura_enhanced_lb": ("syslog.server",),
    "sakura_gslb": (),
    "sakura_simple_monitor": (),
    "sakura_vpn_router": ("syslog_host",),
    "sakuracloud_database": (),
    "sakuracloud_dns": (),
    "sakuracloud_gslb": (),
    "sakuracloud_proxylb": ("syslog.server",),
    "sakuracloud_simple_monitor": (),
    "sakuracloud_vpc_router": ("syslog_host",),
}
_OFF: Final = "sakura 3.12.7 docs, monitoring_suite: not connected unless enabled is true"
_NO_SYSLOG: Final = "sakura 3.12.7 docs, syslog: sent nowhere unless a server is named"
_NO_DIGESTS: Final = "the Monitoring Suite has no digests to validate a log by"
_MAY_ROUTE: Final = "a log routing may name it: what that names is not known"
_NO_ROUTING: Final = "no log routing of this input names it: where its log goes cannot be seen"


def _services(resources: Resources, sakura: Sakura) -> Iterator[Asset]:
    for type_, syslog in _SYSLOG.items():
        for resource in resources.of(type_):
            yield from _service(resource, syslog, resources, sakura)


def _service(
    resource: Resource, syslog: Sequence[str], resources: Resources, sakura: Sakura
) -> Iterator[Asset]:
    assets = list(_joined().assets(resource, sakura))
    yield from assets
    (placed,) = (asset for asset in assets if isinstance(asset, Placed))
    routed = resources.about(resource, _ROUTING, "resource_id", ("id", "resource_id"))
    suite = settled(resource.get(_SUITE, False, _OFF))
    servers = [resource.get(path, None, _NO_SYSLOG) for path in syslog]
    named = [server.map(is_set) for server in servers]
    routings: list[Value[bool]] = [Known(True, r.source("resource_id")) for r in routed.named]
    routings += [Unknown(_MAY_ROUTE, r.source("resource_id")) for r in routed.possible]
    shared = _shared(placed)
    yield ServiceLog(
        **shared,
        enabled=any_true([*routings, *named, suite]),
        delivered=any_true([*routings, *named, _delivered(suite, resource.source(_SUITE))]),
    )
    # What is routed is delivered by the routing; a server of syslog is nothing of this input.
    if sent := [s for s in servers if isinstance(s, Unknown) or is_set(s.value)]:
        yield _delivery(shared, sent, resource.source())


def _delivered(suite: Value[Any], source: Source) -> Value[bool]:
    if isinstance(suite, Known) and not suite.value:
        return Known(False, suite.source)
    return Unknown(_NO_ROUTING, source)


def _routings(resources: Resources, sakura: Sakura) -> Iterator[Asset]:
    for routing in resources.of(_ROUTING):
        common = common_fields(routing, sakura, sakura_wide)
        yield Configuration(**common)
        shared = {**common, "names": ()}
        on: Value[bool] = Known(True, routing.source("storage_id"))
        yield LogSource(**shared, enabled=on, delivered=on)
        yield _delivery(shared, [routing.get("storage_id")], routing.source())


def sakura_wide(resource: Resource) -> Value[Any]:
    """Return the place of what has no zone: the company runs it in Japan alone."""
    return inherent("japan", resource.source(), _IN_JAPAN)


def _delivery(
    shared: dict[str, Any], stores: Sequence[Value[str | Reference | None]], source: Source
) -> LogDelivery:
    digests = inherent(False, source, _NO_DIGESTS)
    return LogDelivery(**shared, destinations=tuple(stores), validated=digests)


def _shared(placed: Placed) -> dict[str, Any]:
    return {
        "id": placed.id,
        "provider": placed.provider,
        "type": placed.type,
        "origin": placed.origin,
        "location": placed.location,
        "tags": placed.tags,
        "account": placed.account,
        "names": (),
    }


@cache
def _joined() -> Table:
    """Return what the types are that this module adds logs to."""
    return Table(Path(__file__).parent / "joined.yaml")


_IN_JAPAN: Final = (
    "default, unconfirmed: SAKURA Cloud keeps data in Ishikari and Tokyo alone: manual, "
    "ユーザデータの保存場所 (2025-10-09)"
)

ADAPTERS: Final[tuple[Adapter[Sakura], ...]] = (
    Adapter(tuple(_SYSLOG), (), _services),
    Adapter((_ROUTING,), (), _routings),
)
