"""Logs: diagnostic settings, the activity log, sign-ins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.logs import AuditTrail, LogDelivery, LogSource, ServiceLog
from cloudguard.assets.storage import LogStore
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.azure.ends import feature
from cloudguard.providers.azure.kept import NO_DIGESTS, is_set_or_unknown, limit, limited, nowhere
from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure, fact, whole
from cloudguard.providers.cells import is_set
from cloudguard.providers.table import common_fields, leftover
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, any_true, inherent

SETTING: Final = "azurerm_monitor_diagnostic_setting"
SUBSCRIPTION: Final = "azurerm_subscription"
_ENTRA: Final = "azurerm_monitor_aad_diagnostic_setting"
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
_UNDELETED: Final = "Azure Monitor documentation, Activity log: its events cannot be deleted"
_AUTHENTICATED: Final = (
    "Azure Resource Manager documentation: every request is authenticated by Microsoft Entra ID"
)
_PREVENTED: Final = "subscription.prevent_cancellation_on_destroy"
_CANCELLED: Final = (
    "default, unconfirmed: Microsoft Cost Management documentation, Cancel your subscription: data "
    "is deleted 30 to 90 days later"
)
_PLATFORM: Final = "Azure Monitor documentation: encrypted at rest with Microsoft-managed keys"
_AES: Final = (
    "Microsoft Learn, Protect data at rest: data encryption keys of Azure services are AES-256"
)
_STREAMED: Final = "it is streamed to an event hub: whoever reads that keeps it"
_PARTNER: Final = "it is sent to a partner's service, which no input shows"
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
    days = limit(setting, "enabled_log", "log")
    kept: Asset = Configuration(**common)
    if days is not None:
        kept, stores = limited(setting, days, "storage_account_id", stores, azure, common)
    yield kept
    shared = {**common, "names": ()}
    if stores:
        validated = inherent(False, setting.source(), NO_DIGESTS)
        yield LogDelivery(**shared, destinations=tuple(stores), validated=validated)
    if enabled is None:
        return  # metrics alone
    delivered = any_true([store.map(is_set) for store in stores]) if stores else nowhere(setting)
    whose = _of_subscription(setting, azure) if setting.type == SETTING else nowhere(setting)
    if isinstance(whose, Unknown) or whose.value:
        yield AuditTrail(
            **shared,
            enabled=enabled,
            delivered=delivered,
            every_region=replace(whose, source=replace(whose.source, note=_ALWAYS)),
            validated=inherent(False, setting.source(), NO_DIGESTS),
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
            deletion_protected=inherent(True, source, _UNDELETED),
            recoverable_days=inherent(0, source, _ACTIVITY),
            purgeable=inherent(False, source, _UNDELETED),
            public=inherent(False, source, _AUTHENTICATED),
        )
        yield from _cancelled(subscription, common, azure)
        exports = list(_exports_of(subscription, resources, azure))
        if True in exports:
            continue  # the setting tells where it is kept
        shared = {**common, "names": ()}
        yield AuditTrail(
            **shared,
            enabled=inherent(True, source, _ALWAYS),
            delivered=inherent(True, source, _ACTIVITY),
            every_region=inherent(True, source, _ALWAYS),
            validated=inherent(False, source, NO_DIGESTS),
        )
        own: Value[Any] = Known(Reference(subscription.address), replace(source, note=_ACTIVITY))
        if exports:
            own = Unknown("a diagnostic setting may send it elsewhere", source)
        validated = inherent(False, source, NO_DIGESTS)
        yield LogDelivery(**shared, destinations=(own,), validated=validated)


def _cancelled(subscription: Resource, common: dict[str, Any], azure: Azure) -> Iterator[Asset]:
    """Yield what stays of a subscription: it is cancelled, or forgotten where that is prevented."""
    prevented = feature(azure, subscription, _PREVENTED, default=False)
    source = subscription.source()
    stays: Value[bool] = inherent(True, source, _CANCELLED)
    days: Value[int | None] = prevented.map(lambda found: None if found else _NINETY)
    yield from leftover("resource", stays, days, common)


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
)
