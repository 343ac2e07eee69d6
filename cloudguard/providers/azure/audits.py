"""Flow logs, audit policies of databases, and what a workspace exports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.logs import LogDelivery, LogSource, ServiceLog
from cloudguard.assets.storage import Copy
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.azure.kept import NO_DIGESTS, is_set_or_unknown, limit, limited, nowhere
from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure, fact
from cloudguard.providers.cells import is_set
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, any_true, inherent

_FLOW: Final = "azurerm_network_watcher_flow_log"
_MONITORED: Final = (
    "azurerm docs: log_monitoring_enabled defaults to true; default, unconfirmed, of Synapse: false"
)
_EXPORT: Final = "azurerm_log_analytics_data_export_rule"
_AUDITS: Final = {
    "azurerm_mssql_server_extended_auditing_policy": True,
    "azurerm_mssql_database_extended_auditing_policy": True,
    "azurerm_mssql_server_microsoft_support_auditing_policy": True,
    "azurerm_synapse_workspace_extended_auditing_policy": False,
    "azurerm_synapse_sql_pool_extended_auditing_policy": False,
}


def _flows(resources: Resources, azure: Azure) -> Iterator[Asset]:
    for flow in resources.of(_FLOW):
        common = common_fields(flow, azure)
        stores = [azure.store_named(flow.get("storage_account_id"))]
        days = limit(flow, "")
        kept: Asset = Configuration(**common)
        if days is not None:
            kept, stores = limited(flow, days, "storage_account_id", stores, azure, common)
        yield kept
        analysed = fact(flow, "traffic_analytics.enabled", False, NOT_WRITTEN)
        if not (isinstance(analysed, Known) and analysed.value is False):
            workspace = flow.get("traffic_analytics.workspace_resource_id", None, NOT_WRITTEN)
            if is_set_or_unknown(workspace):
                stores.append(azure.store_named(workspace))
            region = flow.get("traffic_analytics.workspace_region", None, NOT_WRITTEN)
            where = azure.place_of(region, common["location"])
            if is_set_or_unknown(region):
                place = {"location": where, "origin": region.source, "names": ()}
                yield Copy(**{**common, **place}, of=flow.address)
        shared = {**common, "names": ()}
        enabled = fact(flow, "enabled")
        delivered = any_true([store.map(is_set) for store in stores])
        yield LogSource(**shared, enabled=enabled, delivered=delivered)
        # Also of one that is switched off: what it has recorded is kept there.
        validated = inherent(False, flow.source(), NO_DIGESTS)
        yield LogDelivery(**shared, destinations=tuple(stores), validated=validated)


def _audits(resources: Resources, azure: Azure) -> Iterator[Asset]:
    for type_, switched in _AUDITS.items():
        for audit in resources.of(type_):
            common = common_fields(audit, azure)
            enabled: Value[bool] = Known(True, audit.source())
            if switched:
                enabled = fact(audit, "enabled", True, "azurerm docs: enabled defaults to true")
            path, named = _endpoint(audit)
            stores = [azure.store_named(named)] if is_set_or_unknown(named) else []
            kept: Asset = Configuration(**common)
            days = fact(audit, "retention_in_days", 0, "azurerm docs: 0 by default, which is never")
            if stores and not (isinstance(days, Known) and not days.value):
                kept, stores = limited(audit, days, path, stores, azure, common)
            yield kept
            monitored = fact(audit, "log_monitoring_enabled", switched, _MONITORED)
            if not stores and not (isinstance(monitored, Known) and monitored.value is False):
                reason = "it goes to Azure Monitor: a diagnostic setting of the database decides"
                stores = [Unknown(reason, monitored.source)]
            yield from _service_log(audit, enabled, stores, common)


def _service_log(
    resource: Resource, enabled: Value[bool], stores: Sequence[Value[Any]], common: dict[str, Any]
) -> Iterator[Asset]:
    """Yield a log and its delivery: also of one that is switched off, which has kept some."""
    shared = {**common, "names": ()}
    delivered = any_true([store.map(is_set) for store in stores]) if stores else nowhere(resource)
    yield ServiceLog(**shared, enabled=enabled, delivered=delivered)
    if stores:
        validated = inherent(False, resource.source(), NO_DIGESTS)
        yield LogDelivery(**shared, destinations=tuple(stores), validated=validated)


def _endpoint(audit: Resource) -> tuple[str, Value[Any]]:
    """Return the storage that an audit policy names: azurerm 5 has another word for it."""
    for path in ("blob_storage_endpoint", "storage_endpoint"):
        found = audit.get(path, None, NOT_WRITTEN)
        if is_set_or_unknown(found):
            return path, found
    return "storage_endpoint", audit.get("storage_endpoint", None, NOT_WRITTEN)


def _exports(resources: Resources, azure: Azure) -> Iterator[Asset]:
    for rule in resources.of(_EXPORT):
        common = common_fields(rule, azure)
        yield Configuration(**common)
        enabled = fact(rule, "enabled", False, "azurerm docs: enabled defaults to false")
        stores = [azure.store_named(rule.get("destination_resource_id"))]
        yield from _service_log(rule, enabled, stores, common)


ADAPTERS: Final[tuple[Adapter[Azure], ...]] = (
    Adapter((_FLOW,), (), _flows),
    Adapter(tuple(_AUDITS), (), _audits),
    Adapter((_EXPORT,), (), _exports),
)
