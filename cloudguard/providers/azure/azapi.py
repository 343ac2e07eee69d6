"""azapi: resources as the Azure API knows them. The type string decides what they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from cloudguard.assets import Asset, Configuration, Place
from cloudguard.assets.storage import LogStore, Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.azure.ends import protected
from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure, fact
from cloudguard.providers.table import FIELDS, common_fields
from cloudguard.sources.resource import Hidden, Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, inherent

RESOURCE: Final = "azapi_resource"
# terraform-provider-azapi docs: these change, or act on, what another resource made.
_CHANGES: Final = ("azapi_update_resource", "azapi_resource_action", "azapi_data_plane_resource")
_ENCRYPTED: Final = (
    "Azure security fundamentals, Azure data encryption at rest: data is encrypted at rest by "
    "default, with platform-managed keys"
)
_AES: Final = (
    "Microsoft Learn, Protect data at rest: data encryption keys of Azure services are AES-256"
)
_PLATFORM: Final = "Azure Resource Manager templates: without it, platform-managed keys"
_NEVER: Final = "nothing deletes by itself what it keeps"
_UNLOCKED: Final = "no lock of this type is read here"
_THIRTY: Final = (
    "Azure Monitor documentation, Manage data retention in a Log Analytics workspace: 30 days "
    "unless another retention is set"
)
_VAULT: Final = "properties.encryption.keyVaultProperties"


_GONE: Final = "default, unconfirmed: no soft delete of the service is documented"
_AUTHENTICATED: Final = (
    "default, unconfirmed: the service's documentation, Authentication: every request is "
    "authenticated"
)
_SOFTLY: Final = (
    "Azure Key Vault documentation, Soft delete: for 90 days by default; purge protection is off "
    "unless it is switched on"
)


_BLOBS: Final = "its blob service and its containers say it, which are resources of their own"


@dataclass(frozen=True, slots=True)
class _Kind:
    """What an ARM type is: a store with the path of its key in the body, or of logs."""

    key: str = ""
    logs: bool = False
    opened: str = ""  # lets in whoever asks
    kept: int = 0  # days in which what is deleted can be restored
    days_kept: str = ""  # where another number of them stands
    guard: str = ""  # keeps what is deleted from being purged
    purged: bool = False
    because: str = _GONE
    apart: str = ""  # why the resource does not say it: another one does


# Azure Resource Manager template reference, by type: where the key of one's own stands.
_STORES: Final = {
    "microsoft.storage/storageaccounts": _Kind(
        f"{_VAULT}.keyname", opened="properties.allowBlobPublicAccess", apart=_BLOBS
    ),
    "microsoft.compute/disks": _Kind("properties.encryption.diskEncryptionSetId"),
    "microsoft.compute/snapshots": _Kind("properties.encryption.diskEncryptionSetId"),
    "microsoft.keyvault/vaults": _Kind(
        kept=90,
        days_kept="properties.softDeleteRetentionInDays",
        guard="properties.enablePurgeProtection",
        because=_SOFTLY,
    ),
    "microsoft.dbforpostgresql/flexibleservers": _Kind("properties.dataEncryption.primaryKeyURI"),
    "microsoft.dbformysql/flexibleservers": _Kind("properties.dataEncryption.primaryKeyURI"),
    "microsoft.documentdb/databaseaccounts": _Kind("properties.keyVaultKeyUri"),
    "microsoft.containerregistry/registries": _Kind(
        f"{_VAULT}.keyIdentifier", opened="properties.anonymousPullEnabled"
    ),
    "microsoft.cognitiveservices/accounts": _Kind(
        f"{_VAULT}.keyName",
        kept=2,
        purged=True,
        because="Azure AI services documentation, Recover or purge deleted resources: 48 hours",
    ),
    "microsoft.recoveryservices/vaults": _Kind(
        f"{_VAULT}.keyUri",
        kept=14,
        because="Azure Backup documentation, Secure by default with soft delete: for 14 days",
    ),
    "microsoft.eventhub/namespaces": _Kind(f"{_VAULT}.keyName"),
    "microsoft.servicebus/namespaces": _Kind(f"{_VAULT}.keyName"),
    "microsoft.operationalinsights/workspaces": _Kind(
        logs=True,
        kept=14,
        purged=True,
        because="Azure Monitor documentation, Delete and recover a workspace: for 14 days",
    ),
}
# Namespaces that hold settings, networks and permissions alone.
SETTINGS: Final = frozenset(
    {
        "microsoft.alertsmanagement",
        "microsoft.authorization",
        "microsoft.consumption",
        "microsoft.insights",
        "microsoft.management",
        "microsoft.managedidentity",
        "microsoft.network",
        "microsoft.policyinsights",
        "microsoft.resources",
        "microsoft.security",
        "microsoft.subscription",
    }
)


def _resources(resources: Resources, azure: Azure) -> Iterator[Asset]:
    for resource in resources.of(RESOURCE):
        common = {**common_fields(resource, azure), "location": _place(resource, azure)}
        type_ = fact(resource, "type")
        if isinstance(type_, Unknown):
            yield unread(common, Unknown(type_.reason, type_.source))
            continue
        name = str(type_.value).partition("@")[0].lower()
        if name.partition("/")[0] in SETTINGS:
            yield Configuration(**common)
        elif (kind := _STORES.get(name)) is not None:
            yield _store(resource, kind, common, azure)
        else:
            yield unread(common, Unknown(f"no row reads {name} here", type_.source))


def _store(resource: Resource, kind: _Kind, common: dict[str, Any], azure: Azure) -> Store:
    source = resource.source()
    body = _body(resource)
    key: Value[Any] = inherent(None, source, _PLATFORM)
    if kind.key:
        key = azure.key_use(body.get(f"body.{kind.key}", None, _PLATFORM))
    days: Value[int | None] = inherent(None, source, _NEVER)
    if kind.logs:
        days = fact(body, "body.properties.retentionInDays", 30, _THIRTY)
    return (LogStore if kind.logs else Store)(
        **common,
        encrypted=inherent(True, source, _ENCRYPTED),
        algorithm=inherent("AES-256", source, _AES),
        key=key,
        retention_days=days,
        lock=Unknown(_UNLOCKED, source),
        deletion_protected=protected(resource, azure),
        public=_open(body, kind),
        **_restored(body, kind),
    )


def _restored(body: Resource, kind: _Kind) -> dict[str, Any]:
    """Return for how long what is deleted can be restored, and whether that can be cut short."""
    source = body.source()
    if kind.apart:
        return dict.fromkeys(("recoverable_days", "purgeable"), Unknown(kind.apart, source))
    if not kind.days_kept:
        days: Value[Any] = inherent(kind.kept, source, kind.because)
        return {"recoverable_days": days, "purgeable": inherent(kind.purged, source, kind.because)}
    guarded = fact(body, f"body.{kind.guard}", False, kind.because)
    return {
        "recoverable_days": fact(body, f"body.{kind.days_kept}", kind.kept, kind.because),
        "purgeable": guarded.map(lambda value: value is not True),
    }


def _open(body: Resource, kind: _Kind) -> Value[bool]:
    if not kind.opened:
        return inherent(False, body.source(), _AUTHENTICATED)
    found = fact(body, f"body.{kind.opened}", False, _AUTHENTICATED)
    if kind.apart and isinstance(found, Known) and found.value:
        return Unknown(kind.apart, found.source)
    return found.map(lambda value: value is True)


def unread(common: dict[str, Any], why: Unknown) -> Store:
    """Return what may hold data, of a type of which nothing here tells."""
    fields: dict[str, Any] = dict.fromkeys(FIELDS[Store], why)
    return Store(**common, **fields)


def _body(resource: Resource) -> Resource:
    """Return a resource whose body is an object: azapi 1 takes it as JSON, 2 as it is."""
    text = resource.get("body", None, NOT_WRITTEN)
    if isinstance(text, Unknown) or not isinstance(text.value, str):
        return resource
    try:
        parsed = json.loads(text.value)
    except (ValueError, RecursionError):
        parsed = Hidden("the body is not JSON")
    return replace(resource, attributes={**resource.attributes, "body": parsed})


def _place(resource: Resource, azure: Azure) -> Value[Place]:
    """Return where it lies: by `location`, that of the body, or with what it is a part of."""
    written = resource.get("location", None, NOT_WRITTEN)
    if isinstance(written, Known) and written.value is None:
        written = _body(resource).get("body.location", None, NOT_WRITTEN)
    if isinstance(written, Unknown) or written.value is not None:
        near: Value[Place] = Unknown("nothing says where it lies", resource.source())
        return azure.place_of(written, near)
    parent = resource.get("parent_id", None, NOT_WRITTEN)
    whole = azure.target(parent, RESOURCE)
    if whole is not None and whole.address != resource.address:
        return azure.place_of(Known(Reference(whole.address), parent.source), _nowhere(resource))
    if isinstance(parent, Known) and isinstance(parent.value, Reference):
        target = azure.resources.by_address.get(parent.value.address)
        if target is not None and target.type != "azurerm_resource_group":
            return azure.place_of(parent, _nowhere(resource))
    return _nowhere(resource)


def _nowhere(resource: Resource) -> Unknown:
    return Unknown("nothing says where it lies", resource.source())


def _changes(resources: Resources, azure: Azure) -> Iterator[Asset]:
    for type_ in _CHANGES:
        for resource in resources.of(type_):
            common = common_fields(resource, azure)
            named = resource.get("resource_id", None, NOT_WRITTEN)
            if isinstance(named, Known) and named.value:
                common["location"] = azure.place_of(named, common["location"])
            yield Configuration(**common)


ADAPTERS: Final[tuple[Adapter[Azure], ...]] = (
    Adapter((RESOURCE,), (), _resources),
    Adapter(_CHANGES, (), _changes),
)
