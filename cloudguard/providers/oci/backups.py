"""Backups and snapshots: what they do not say of their key, what they were taken of says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from cloudguard.assets import Asset
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.storage import Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.oci.joined import joined
from cloudguard.providers.oci.provider import Oci
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value


@dataclass(frozen=True, slots=True)
class Taken:
    """How a backup names its own key and what it was taken of, and where that names a key."""

    via: str
    own: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ("kms_key_id",)


# OCI documentation, "Managing Vault Encryption Keys for Block Volume": a backup is encrypted with
# the key of its volume; the others are defaults, unconfirmed.
_TAKEN: Final = {
    "oci_core_volume_backup": Taken("volume_id", ("kms_key_id", "source_details.kms_key_id")),
    "oci_core_boot_volume_backup": Taken(
        "boot_volume_id", ("kms_key_id", "source_details.kms_key_id")
    ),
    "oci_file_storage_snapshot": Taken("file_system_id"),
    "oci_database_autonomous_database_backup": Taken(
        "autonomous_database_id", (), ("encryption_key.kms_key_id", "kms_key_id")
    ),
    "oci_database_backup": Taken("database_id", (), ("database.kms_key_id", "kms_key_id")),
    "oci_mysql_mysql_backup": Taken(
        "db_system_id", ("encrypt_data.key_id",), ("encrypt_data.key_id",)
    ),
    "oci_streaming_stream": Taken("stream_pool_id", (), ("custom_encryption_key.kms_key_id",)),
    "oci_mysql_replica": Taken("db_system_id", (), ("encrypt_data.key_id",)),
}
_NOT_WRITTEN: Final = "not written: the key of what it was taken of"
_ELSEWHERE: Final = "what it was taken of decides, and that is not in this input"
_ORACLES: Final = "what it was taken of names no key: Oracle's own"


def _backups(resources: Resources, oci: Oci) -> Iterator[Asset]:
    for type_, taken in _TAKEN.items():
        for backup in resources.of(type_):
            for asset in joined().assets(backup, oci):
                if isinstance(asset, Store):
                    yield replace(asset, key=oci.key_use(_key(backup, taken, oci)))
                else:
                    yield asset


def _key(backup: Resource, taken: Taken, oci: Oci) -> Value[KeyUse | None]:
    for path in taken.own:
        own = backup.get(path, None, _NOT_WRITTEN)
        if isinstance(own, Unknown) or own.value:
            return own
    of = oci.named(backup.get(taken.via, None, _ELSEWHERE))
    if of is None:
        return Unknown(_ELSEWHERE, backup.source(taken.via))
    found: Value[Any] = Known(None, of.source(taken.theirs[-1], _ORACLES))
    for path in taken.theirs:
        theirs = of.get(path, None, _ORACLES)
        if isinstance(theirs, Unknown) or theirs.value:
            return theirs
        found = theirs
    return found


ADAPTERS: Final[tuple[Adapter[Oci], ...]] = (Adapter(tuple(_TAKEN), (), _backups),)
