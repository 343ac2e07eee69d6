"""SQL databases: their server decides where they lie and, unless they do, whose key they use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.storage import Copy, Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.azure.backups import automated, long_term
from cloudguard.providers.azure.ends import protected
from cloudguard.providers.azure.joined import key_named
from cloudguard.providers.azure.places import PAIRED
from cloudguard.providers.azure.provider import Azure, fact
from cloudguard.providers.cells import name_in
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, inherent

SERVER: Final = "azurerm_mssql_server"
DATABASE: Final = "azurerm_mssql_database"
_TDE: Final = "azurerm_mssql_server_transparent_data_encryption"
_KEY: Final = "transparent_data_encryption_key_vault_key_id"
_DOCS: Final = "azurerm 4.55.0 docs, azurerm_mssql_database"
_ENCRYPTED: Final = f"{_DOCS}: transparent_data_encryption_enabled defaults to true"
_AES: Final = (
    "default, unconfirmed: Azure SQL documentation, Transparent data encryption: AES, 256-bit keys"
)
_GEO: Final = f"{_DOCS}: storage_account_type defaults to Geo, a copy in the paired region"
_NEVER: Final = "nothing deletes by itself what lies in a database"
_UNLOCKED: Final = "no setting of a database locks its data: azurerm 4.55.0 schema"
_BACKUPS: Final = "Azure SQL documentation, Restore a deleted database: from its backups alone"
_LOGIN: Final = "Azure SQL documentation, Security overview: every connection logs in"
_PARTNERS: Final = {
    "azurerm_mssql_failover_group": ("partner_server.id", "server_id"),
    "azurerm_mssql_managed_instance_failover_group": (
        "partner_managed_instance_id",
        "managed_instance_id",
    ),
    "azurerm_servicebus_namespace_disaster_recovery_config": (
        "partner_namespace_id",
        "primary_namespace_id",
    ),
    "azurerm_eventhub_namespace_disaster_recovery_config": (
        "partner_namespace_id",
        "namespace_name",
    ),
}


def _servers(resources: Resources, azure: Azure) -> Iterator[Asset]:
    for server in resources.of(SERVER):
        yield Configuration(**common_fields(server, azure))


def _databases(resources: Resources, azure: Azure) -> Iterator[Asset]:
    for database in resources.of(DATABASE):
        common = common_fields(database, azure)
        source = database.source()
        yield Store(
            **common,
            encrypted=fact(database, "transparent_data_encryption_enabled", True, _ENCRYPTED),
            algorithm=inherent("AES-256", source, _AES),
            key=_key(database, resources, azure),
            retention_days=inherent(None, source, _NEVER),
            lock=inherent(None, source, _UNLOCKED),
            deletion_protected=protected(database, azure),
            recoverable_days=inherent(0, source, _BACKUPS),
            purgeable=inherent(False, source, _BACKUPS),
            public=inherent(False, source, _LOGIN),
        )
        yield from automated(database, azure)
        yield from long_term(database, azure)
        kind = fact(database, "storage_account_type", "Geo", _GEO)
        if isinstance(kind, Known) and str(kind.value) not in {"Geo", "GeoZone"}:
            continue
        where = azure.place_of(kind.map(lambda _: PAIRED), common["location"])
        yield Copy(
            **{**common, "names": (), "location": where, "origin": kind.source},
            of=database.address,
        )


def _key(database: Resource, resources: Resources, azure: Azure) -> Value[KeyUse | None]:
    """Return the key of a database: its own, else that of its server."""
    own = database.get(_KEY, None, f"{_DOCS}: the server's, unless it has one of its own")
    if isinstance(own, Unknown) or own.value:
        return azure.key_use(own)
    named = database.get("server_id")
    server = azure.target(named, SERVER)
    if server is None or server.mode == "data":
        return Unknown("the key of its server decides, and it is not in this input", named.source)
    inline = server.get(_KEY, None, "azurerm 4.55.0 docs, azurerm_mssql_server: service-managed")
    if isinstance(inline, Unknown) or inline.value:
        return azure.key_use(inline)
    return key_named(resources.about(server, _TDE, "server_id", ("id",)).one(), azure)


def _partners(resources: Resources, azure: Azure) -> Iterator[Asset]:
    """Read what keeps a second server in step with the first: a copy lies with it."""
    for type_, (partner, subject) in _PARTNERS.items():
        for group in resources.of(type_):
            common = common_fields(group, azure)
            yield Configuration(**common)
            for value in _each(group, partner):
                where = azure.place_of(value, common["location"])
                yield Copy(
                    **{**common, "names": (), "location": where, "origin": value.source},
                    of=name_in(group.get(subject)) or group.address,
                )


def _each(group: Resource, path: str) -> list[Value[Any]]:
    block, _, name = path.rpartition(".")
    if not block:
        return [group.get(path)]
    blocks = group.blocks(block)
    if isinstance(blocks, Unknown):
        return [Unknown(blocks.reason, blocks.source)]
    return [view.get(name) for view in blocks.value]


def _redis(resources: Resources, azure: Azure) -> Iterator[Asset]:
    """Read groups of caches that replicate each other across regions."""
    for group in resources.of("azurerm_managed_redis_geo_replication"):
        common = common_fields(group, azure)
        yield Configuration(**common)
        linked = group.get("linked_managed_redis_ids")
        values: list[Value[Any]] = [linked]
        if isinstance(linked, Known) and isinstance(linked.value, list):
            values = [Known(each, linked.source) for each in linked.value]
        for value in values:
            where = azure.place_of(value, common["location"])
            yield Copy(
                **{**common, "names": (), "location": where, "origin": value.source},
                of=name_in(group.get("managed_redis_id")) or group.address,
            )


ADAPTERS: Final[tuple[Adapter[Azure], ...]] = (
    Adapter((SERVER,), (_TDE,), _servers),
    Adapter((DATABASE,), (), _databases),
    Adapter(tuple(_PARTNERS), (), _partners),
    Adapter(("azurerm_managed_redis_geo_replication",), (), _redis),
)
