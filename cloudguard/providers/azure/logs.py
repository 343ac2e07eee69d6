"""Logs: diagnostic settings, the activity log, sign-ins, flow logs, audit policies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.logs import AuditTrail, LogDelivery, LogSource, ServiceLog
from cloudguard.assets.storage import Copy, LogStore
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.azure.accounts import AES_256, ENCRYPTED, Accounts
from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure, fact, whole
from cloudguard.providers.cells import is_set
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, any_true, inherent

SETTING: Final = "azurerm_monitor_diagnostic_setting"
SUBSCRIPTION: Final = "azurerm_subscription"
_ENTRA: Final = "azurerm_monitor_aad_diagnostic_setting"
_FLOW: Final = "azurerm_network_watcher_flow_log"
_EXPORT: Final = "azurerm_log_analytics_data_export_rule"
_SUBSCRIPTION_ID: Final = re.compile(r"^/subscriptions/[^/]+/?$", re.IGNORECASE)
_DOCS: Final = "azurerm docs, azurerm_monitor_diagnostic_setting"
_ON: Final = f"{_DOCS}: enabled defaults to true"
_ALWAYS: Final = "Azure Monitor documentation, Activity log: it is always recorded, for all regions"
# Azure Monitor documentation, "Azure activity log": events are kept for 90 days, then deleted.
_NINETY: Final = 90
_ACTIVITY: Final = (
    "Azure Monitor documentation, Activity log: kept for 90 days and then deleted, unless it is "
    "sent elsewhere by a diagnostic setting"
)
_UNLOCKED: Final = "Azure Monitor documentation, Activity log: it cannot be locked"
_PLATFORM: Final = "Azure Monitor documentation: encrypted at rest with Microsoft-managed keys"
_AES: Final = (
    "Microsoft Learn, Protect data at rest: data encryption keys of Azure services are AES-256"
)
_NO_DIGESTS: Final = "this log has no digests to validate it by"
_STREAMED: Final = "it is streamed to an event hub: whoever reads that keeps it"
_PARTNER: Final = "it is sent to a partner's service, which no input shows"
_AUDITS: Final = {
    "azurerm_mssql_server_extended_auditing_policy": True,
    "azurerm_mssql_database_extended_auditing_policy": True,
    "azurerm_mssql_server_microsoft_support_auditing_policy": True,
    "azurerm_synapse_workspace_extended_auditing_policy": False,
    "azurerm_synapse_sql_pool_extended_auditing_policy": False,
}
# What keeps a log of its accesses or changes that an auditor would ask for, when a diagnostic
# setting tells it to: Azure Monitor documentation, "Supported resource log categories".
_SERVICES: Final = (
    "azurerm_application_gateway",
    "azurerm_container_registry",
    "azurerm_cosmosdb_account",
    "azurerm_firewall",
    "azurerm_key_vault",
    "azurerm_key_vault_managed_hardware_security_module",
    "azurerm_kubernetes_cluster",
    "azurerm_mssql_database",
    "azurerm_mysql_flexible_server",
    "azurerm_postgresql_flexible_server",
    "azurerm_recovery_services_vault",
)


def _settings(resources: Resources, azure: Azure) -> Iterator[Asset]:
    for type_ in (SETTING, _ENTRA):
        for setting in resources.of(type_):
            yield from _setting(setting, azure)


def _setting(setting: Resource, azure: Azure) -> Iterator[Asset]:
    common = _common(setting, azure)
    enabled = _records(setting)
    stores = _destinations(setting, azure)
    limit = _limit(setting, "enabled_log", "log")
    kept: Asset = Configuration(**common)
    if limit is not None:
        kept, stores = _limited(setting, limit, "storage_account_id", stores, azure, common)
    yield kept
    shared = {**common, "names": ()}
    if stores:
        validated = inherent(False, setting.source(), _NO_DIGESTS)
        yield LogDelivery(**shared, destinations=tuple(stores), validated=validated)
    if enabled is None:
        return  # metrics alone
    delivered = any_true([store.map(is_set) for store in stores]) if stores else _nowhere(setting)
    whose = _of_subscription(setting, azure) if setting.type == SETTING else _nowhere(setting)
    if isinstance(whose, Unknown) or whose.value:
        yield AuditTrail(
            **shared,
            enabled=enabled,
            delivered=delivered,
            every_region=replace(whose, source=replace(whose.source, note=_ALWAYS)),
            validated=inherent(False, setting.source(), _NO_DIGESTS),
        )
    else:
        yield LogSource(**shared, enabled=enabled, delivered=delivered)


def _common(setting: Resource, azure: Azure) -> dict[str, Any]:
    common = common_fields(setting, azure)
    if setting.type == _ENTRA:
        common["location"] = azure.global_place("entra", setting, "sign-ins of Microsoft Entra ID")
    elif isinstance(whose := _of_subscription(setting, azure), Known) and whose.value:
        common["location"] = azure.global_place("resource-manager", setting, _ALWAYS)
    return common


def _records(setting: Resource) -> Value[bool] | None:
    """Tell whether any category of logs is switched on; None where there are metrics alone."""
    found: list[Value[bool]] = []
    for path in ("enabled_log", "log"):
        blocks = setting.blocks(path)
        if isinstance(blocks, Unknown):
            found.append(Unknown(blocks.reason, blocks.source))
        elif path == "enabled_log":
            found += [Known(True, block.source()) for block in blocks.value]
        else:
            found += [fact(block, "enabled", True, _ON) for block in blocks.value]
    return any_true(found) if found else None


def _destinations(setting: Resource, azure: Azure) -> list[Value[Any]]:
    stores = [
        azure.store_named(found)
        for path in ("storage_account_id", "log_analytics_workspace_id")
        if is_set_or_unknown(found := setting.get(path, None, NOT_WRITTEN))
    ]
    for path, reason in (
        ("eventhub_authorization_rule_id", _STREAMED),
        ("partner_solution_id", _PARTNER),
    ):
        found = setting.get(path, None, NOT_WRITTEN)
        if is_set_or_unknown(found):
            stores.append(Unknown(reason, found.source))
    return stores


def is_set_or_unknown(value: Value[Any]) -> bool:
    """Tell whether a value is set, or may be."""
    return isinstance(value, Unknown) or is_set(value.value)


def _nowhere(resource: Resource) -> Value[bool]:
    return Known(False, resource.source())


def _limit(resource: Resource, *paths: str) -> Value[int] | None:
    """Return after how many days a retention policy of its own deletes logs, None where none.

    azurerm docs: `retention_policy` (removed in 5.0) concerns what lies in a storage account.
    """
    found: list[Value[int]] = []
    for path in paths:
        blocks = resource.blocks(path) if path else Known((resource,), resource.source())
        if isinstance(blocks, Unknown):
            return Unknown(blocks.reason, blocks.source)
        for block in blocks.value:
            enabled = fact(block, "retention_policy.enabled", False, NOT_WRITTEN)
            days = fact(block, "retention_policy.days", 0, NOT_WRITTEN)
            if isinstance(enabled, Known) and not enabled.value:
                continue
            if isinstance(days, Known) and not days.value:
                continue  # 0 stands for never
            for value in (enabled, days):
                if isinstance(value, Unknown):
                    return Unknown(value.reason, value.source)
            found.append(days)
    known = [value for value in found if isinstance(value, Known)]
    return min(known, key=lambda value: value.value) if known else None


def _limited(
    resource: Resource,
    days: Value[int],
    path: str,
    stores: Sequence[Value[Any]],
    azure: Azure,
    common: dict[str, Any],
) -> tuple[Asset, list[Value[Any]]]:
    """Return what a setting keeps in a storage account when it deletes it after so many days.

    It is a store of its own: the facts are the account's, but what is kept is kept as long as the
    setting says. The deliveries lead to it instead of to the account.
    """
    accounts = Accounts(azure.resources, azure)
    named = resource.get(path, None, NOT_WRITTEN)
    if not is_set_or_unknown(named):
        return Configuration(**common), list(stores)
    account = accounts.find(named)
    whole = accounts.store(account) if account is not None else None
    unseen = Unknown("its storage account decides, and is not in this input", named.source)
    store = LogStore(
        **common,
        encrypted=inherent(True, resource.source(), ENCRYPTED),
        algorithm=inherent("AES-256", resource.source(), AES_256),
        key=whole.key if whole else unseen,
        retention_days=_shorter(days, whole.retention_days) if whole else days,
        lock=whole.lock if whole else unseen,
    )
    at_account = azure.store_named(named)
    others = [s for s in stores if s.source != at_account.source]
    return store, [Known(Reference(resource.address), resource.source(path)), *others]


def _shorter(one: Value[Any], other: Value[Any]) -> Value[Any]:
    """Return the shorter of two times; None is never."""
    for value in (one, other):
        if isinstance(value, Unknown):
            return value
    if isinstance(one, Known) and isinstance(other, Known) and other.value is not None:
        return other if one.value is None or other.value < one.value else one
    return one


def _of_subscription(setting: Resource, azure: Azure) -> Value[bool]:
    """Tell whether a setting is of a subscription, whose log is the activity log."""
    target = whole(setting.get("target_resource_id"))
    if isinstance(target, Unknown):
        before, name, after = target.around or ("", None, "")
        if _SUBSCRIPTION_ID.match(f"{before}it{after}") and name is not None:
            return Known(True, target.source)
        if before.startswith("/subscriptions/") or after:
            return Known(False, target.source)
        return Unknown(f"whether it is of a subscription: {target.reason}", target.source)
    if isinstance(target.value, Reference):
        found = azure.resources.by_address.get(target.value.address)
        type_ = found.type if found is not None else target.value.address.split(".")[-2]
        return Known(type_ == SUBSCRIPTION, target.source)
    return Known(bool(_SUBSCRIPTION_ID.match(str(target.value))), target.source)


def _subscriptions(resources: Resources, azure: Azure) -> Iterator[Asset]:
    """Read subscriptions: each records what is done in it, and keeps that for 90 days."""
    for subscription in resources.of(SUBSCRIPTION):
        common = common_fields(subscription, azure)
        common["location"] = azure.global_place("resource-manager", subscription, _ALWAYS)
        source = subscription.source()
        key: Value[Any] = inherent(None, source, _PLATFORM)
        yield LogStore(
            **common,
            encrypted=inherent(True, source, _PLATFORM),
            algorithm=inherent("AES-256", source, _AES),
            key=key,
            retention_days=inherent(_NINETY, source, _ACTIVITY),
            lock=inherent(None, source, _UNLOCKED),
        )
        exports = list(_exports_of(subscription, resources, azure))
        if True in exports:
            continue  # the setting tells where it is kept
        shared = {**common, "names": ()}
        yield AuditTrail(
            **shared,
            enabled=inherent(True, source, _ALWAYS),
            delivered=inherent(True, source, _ACTIVITY),
            every_region=inherent(True, source, _ALWAYS),
            validated=inherent(False, source, _NO_DIGESTS),
        )
        own: Value[Any] = Known(Reference(subscription.address), replace(source, note=_ACTIVITY))
        if exports:
            own = Unknown("a diagnostic setting may send it elsewhere", source)
        validated = inherent(False, source, _NO_DIGESTS)
        yield LogDelivery(**shared, destinations=(own,), validated=validated)


def _exports_of(
    subscription: Resource, resources: Resources, azure: Azure
) -> Iterator[bool | None]:
    """Yield True for each setting of a subscription, None for one that may be its."""
    for setting in resources.of(SETTING):
        whose = _of_subscription(setting, azure)
        if isinstance(whose, Unknown):
            yield None
        elif whose.value:
            target = azure.target(setting.get("target_resource_id"), SUBSCRIPTION)
            named = setting.get("target_resource_id")
            if target is not None and target.address == subscription.address:
                yield True
            elif target is None and isinstance(named, Unknown):
                yield None


def _flows(resources: Resources, azure: Azure) -> Iterator[Asset]:
    for flow in resources.of(_FLOW):
        common = common_fields(flow, azure)
        stores = [azure.store_named(flow.get("storage_account_id"))]
        limit = _limit(flow, "")
        kept: Asset = Configuration(**common)
        if limit is not None:
            kept, stores = _limited(flow, limit, "storage_account_id", stores, azure, common)
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
        validated = inherent(False, flow.source(), _NO_DIGESTS)
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
                kept, stores = _limited(audit, days, path, stores, azure, common)
            yield kept
            monitored = fact(audit, "log_monitoring_enabled", switched, "azurerm docs: the default")
            if not stores and not (isinstance(monitored, Known) and monitored.value is False):
                reason = "it goes to Azure Monitor: a diagnostic setting of the database decides"
                stores = [Unknown(reason, monitored.source)]
            yield from _service_log(audit, enabled, stores, common)


def _service_log(
    resource: Resource, enabled: Value[bool], stores: Sequence[Value[Any]], common: dict[str, Any]
) -> Iterator[Asset]:
    """Yield a log and its delivery: also of one that is switched off, which has kept some."""
    shared = {**common, "names": ()}
    delivered = any_true([store.map(is_set) for store in stores]) if stores else _nowhere(resource)
    yield ServiceLog(**shared, enabled=enabled, delivered=delivered)
    if stores:
        validated = inherent(False, resource.source(), _NO_DIGESTS)
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


def service_logs(azure: Azure) -> Iterator[Asset]:
    """Yield the logs of services that keep one only when a diagnostic setting says so."""
    resources = azure.resources
    for type_ in _SERVICES:
        for resource in resources.of(type_):
            found = resources.about(resource, SETTING, "target_resource_id", ("id",))
            recorded: Value[bool] = Unknown(
                "no diagnostic setting of this input names it", resource.source()
            )
            if found.named:
                records = _records(found.named[0])
                recorded = records or Known(False, found.named[0].source())
            common = {**common_fields(resource, azure), "names": ()}
            yield ServiceLog(**common, enabled=recorded, delivered=recorded)


ADAPTERS: Final[tuple[Adapter[Azure], ...]] = (
    Adapter((SETTING, _ENTRA), (), _settings),
    Adapter((SUBSCRIPTION,), (), _subscriptions),
    Adapter((_FLOW,), (), _flows),
    Adapter(tuple(_AUDITS), (), _audits),
    Adapter((_EXPORT,), (), _exports),
)
