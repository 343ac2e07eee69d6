"""Log Analytics: workspaces, their tables, and the cluster that may hold them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cloudguard.assets import Asset
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.storage import LogStore
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.azure.ends import protected
from cloudguard.providers.azure.joined import Keys
from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure, fact
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, inherent

WORKSPACE: Final = "azurerm_log_analytics_workspace"
_LINK: Final = "azurerm_log_analytics_linked_service"
_CLUSTER: Final = "azurerm_log_analytics_cluster"
_TABLES: Final = (
    "azurerm_log_analytics_workspace_table",
    "azurerm_log_analytics_workspace_table_custom_log",
    "azurerm_log_analytics_workspace_table_microsoft",
)
_THIRTY: Final = (
    "Azure Monitor documentation, Manage data retention in a Log Analytics workspace: 30 days "
    "unless another retention is set"
)
_DAYS: Final = {"free": 7}  # azurerm docs, azurerm_log_analytics_workspace: 7 in the Free tier
_ENCRYPTED: Final = (
    "Azure Monitor documentation, Customer-managed keys: data is encrypted at rest with "
    "Microsoft-managed keys by default"
)
_AES: Final = (
    "Microsoft Learn, Protect data at rest: data encryption keys of Azure services are AES-256"
)
_PLATFORM: Final = "Azure Monitor documentation, Customer-managed keys: only in a linked cluster"
_RESTORED: Final = (
    "Azure Monitor documentation, Delete and recover a Log Analytics workspace: a deleted one can "
    "be recovered for 14 days"
)
_PURGED: Final = (
    "Azure Monitor documentation, Delete and recover a Log Analytics workspace: it can be deleted "
    "for good"
)
_AUTHENTICATED: Final = (
    "default, unconfirmed: Azure Monitor documentation, Manage access to workspaces: every query "
    "is authenticated"
)
_UNLOCKED: Final = "no setting of a workspace locks what it keeps: azurerm 4.55.0 schema"


def _workspaces(resources: Resources, azure: Azure) -> Iterator[Asset]:
    for workspace in resources.of(WORKSPACE):
        yield _store(workspace, _kept(workspace), _key(workspace, resources, azure), azure)


def _tables(resources: Resources, azure: Azure) -> Iterator[Asset]:
    for type_ in _TABLES:
        for table in resources.of(type_):
            named = table.get("workspace_id")
            workspace = azure.target(named, WORKSPACE)
            unseen = Unknown("its workspace decides, and is not in this input", named.source)
            if workspace is None or workspace.mode == "data":
                yield _store(table, _own(table) or unseen, unseen, azure)
            else:
                key = _key(workspace, resources, azure)
                yield _store(table, _own(table) or _kept(workspace), key, azure)


def _store(
    resource: Resource, days: Value[int | None], key: Value[KeyUse | None], azure: Azure
) -> LogStore:
    source = resource.source()
    return LogStore(
        **common_fields(resource, azure),
        encrypted=inherent(True, source, _ENCRYPTED),
        algorithm=inherent("AES-256", source, _AES),
        key=key,
        retention_days=days,
        lock=inherent(None, source, _UNLOCKED),
        deletion_protected=protected(resource, azure),
        recoverable_days=inherent(14, source, _RESTORED),
        purgeable=inherent(True, source, _PURGED),
        public=inherent(False, source, _AUTHENTICATED),
    )


def _kept(workspace: Resource) -> Value[int | None]:
    """Return how long a workspace keeps what it takes in."""
    days = fact(workspace, "retention_in_days", None, _THIRTY)
    if isinstance(days, Unknown) or days.value is not None:
        return days
    tier = fact(workspace, "sku", "PerGB2018", NOT_WRITTEN)
    if isinstance(tier, Unknown):
        return Unknown(tier.reason, tier.source)
    return days.map(lambda _: _DAYS.get(str(tier.value).lower(), 30))


def _own(table: Resource) -> Value[Any] | None:
    """Return the retention that a table has of its own, its archive included."""
    for path in ("total_retention_in_days", "retention_in_days"):
        days = fact(table, path, None, NOT_WRITTEN)
        if isinstance(days, Unknown) or days.value:
            return days
    return None


def _key(workspace: Resource, resources: Resources, azure: Azure) -> Value[KeyUse | None]:
    """Return the key of the cluster that a workspace is linked to."""
    link = resources.about(workspace, _LINK, "workspace_id", ("id",)).one()
    cluster = link.get("write_access_id", None, _PLATFORM)
    if isinstance(cluster, Unknown):
        return Unknown(cluster.reason, cluster.source)
    if not cluster.value:
        return Known(None, cluster.source)
    target = azure.target(cluster, _CLUSTER)
    if target is None:
        return Unknown(
            "the key of its cluster decides, and it is not in this input", cluster.source
        )
    return Keys(resources, azure).of(target)


ADAPTERS: Final[tuple[Adapter[Azure], ...]] = (
    Adapter((WORKSPACE,), (_LINK,), _workspaces),
    Adapter(_TABLES, (), _tables),
)
