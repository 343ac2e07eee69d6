"""Stores of objects and files that are made of several resources: S3, Glacier, EFS replication."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from cloudguard.assets import Asset, Configuration, Place
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.storage import Copy, Lock, ObjectStore, Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.aws import objects
from cloudguard.providers.aws.buckets import COMPANIONS, UNPROTECTED, Buckets, retention
from cloudguard.providers.aws.documents import document, listed, statements
from cloudguard.providers.aws.everyone import lets_everyone_in
from cloudguard.providers.aws.places import place_named, regions
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.cells import compiled, name_in
from cloudguard.providers.table import common_fields, unsaid
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, inherent

# S3 User Guide, "Security considerations for directory buckets" and "Differences for directory
# buckets": encrypted with SSE-S3 by default; no Object Lock, no versioning.
_DIRECTORY: Final = "S3 User Guide, Differences for directory buckets"
# EC2 User Guide, "AZ IDs": the region's name shortened, apne1-az4; a Local Zone's has its city
# between, usw2-lax1-az1.
_ZONE_ID: Final = re.compile(r"^([a-z]{2,5}\d)-(?:([a-z]{3})\d-)?az\d+$")
_REGION: Final = re.compile(r"^([a-z]{2})-([a-z]+)-(\d)$")
# Amazon S3 Glacier Developer Guide, "Data encryption": AES-256, with keys of the service.
_GLACIER: Final = (
    "S3 Glacier Developer Guide, Data Encryption: AES-256 under the service's own keys"
)
_BLOCKED: Final = (
    "S3 User Guide, Security considerations for directory buckets: Block Public Access is on, "
    "and cannot be switched off"
)
_EMPTY: Final = "S3 Glacier Developer Guide, Deleting a Vault: no setting forbids it once empty"
_FINAL: Final = "default, unconfirmed: S3 Glacier Developer Guide, Deleting an Archive: it is gone"
_CLOSED: Final = "S3 Glacier Developer Guide, Vault Access Policies: the owner's alone without one"
_NEVER: Final = "nothing deletes by itself what is kept here"


def _buckets(resources: Resources, aws: Aws) -> Iterator[Asset]:
    yield from Buckets(resources, aws).read()


def _objects(resources: Resources, aws: Aws) -> Iterator[Asset]:
    yield from objects.read(Buckets(resources, aws))


def _directory_buckets(resources: Resources, aws: Aws) -> Iterator[Asset]:
    buckets = Buckets(resources, aws)
    for bucket in resources.of("aws_s3_directory_bucket"):
        common = common_fields(bucket, aws)
        zone = fact(bucket, "location.name")
        source = bucket.source()
        yield ObjectStore(
            **{**common, "location": _place_of_zone(zone)},
            encrypted=inherent(True, source, f"{_DIRECTORY}: encrypted with SSE-S3 by default"),
            algorithm=inherent("AES-256", source, f"{_DIRECTORY}: AES-256"),
            key=buckets.key(bucket),
            retention_days=retention(bucket, resources),
            lock=inherent(None, source, f"{_DIRECTORY}: Object Lock is not supported"),
            versioned=inherent(False, source, f"{_DIRECTORY}: versioning is not supported"),
            deletion_protected=inherent(False, source, UNPROTECTED),
            recoverable_days=inherent(0, source, f"{_DIRECTORY}: versioning is not supported"),
            **unsaid(bucket, "purgeable"),
            public=inherent(False, source, _BLOCKED),
        )


def _place_of_zone(zone: Value[Any]) -> Value[Place]:
    if isinstance(zone, Unknown):
        return Unknown(zone.reason, zone.source)
    found = _ZONE_ID.match(str(zone.value))
    region = _regions_by_zone_id().get(found[1]) if found else None
    if found is None or region is None:
        return Unknown(f"{zone.value} is no id of a zone that this table knows", zone.source)
    # A Local Zone may lie in another country than its region: its own name decides.
    name = f"{region}-{found[2]}-1a" if found[2] else region
    return Known(place_named(name), zone.source)


def _regions_by_zone_id() -> Mapping[str, str]:
    return {_shortened(name): name for name in regions() if _REGION.match(name)}


def _shortened(region: str) -> str:
    """Shorten a region's name as its zones' ids do: ap-northeast-1 to apne1, sa-east-1 to sae1."""
    area, side, number = region.split("-")
    parts = re.findall(r"north|south|east|west|central", side)
    return area + "".join(part[0] for part in parts) + number


def _access_points(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for type_ in ("aws_s3_access_point", "aws_efs_backup_policy"):
        for resource in resources.of(type_):
            yield Configuration(**common_fields(resource, aws))


# It holds for the account in every region (S3 User Guide, "Blocking public access"), and the
# provider counts it among the global resources (6.0, "Enhanced Region Support").
_ACCOUNT_WIDE: Final = compiled(
    {
        "always": {"global": "account"},
        "because": "S3 User Guide, Blocking public access: for all regions of the account",
    }
)


def _account_settings(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for resource in resources.of("aws_s3_account_public_access_block"):
        yield Configuration(**common_fields(resource, aws, _ACCOUNT_WIDE))


def _glacier(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for vault in resources.of("aws_glacier_vault"):
        source = vault.source()
        locks = resources.about(vault, "aws_glacier_vault_lock", "vault_name", ("id", "name"))
        key: Value[KeyUse | None] = inherent(None, source, _GLACIER)
        yield Store(
            **common_fields(vault, aws),
            encrypted=inherent(True, source, _GLACIER),
            algorithm=inherent("AES-256", source, _GLACIER),
            key=key,
            retention_days=inherent(None, source, _NEVER),
            lock=_vault_lock(locks.one(), aws),
            deletion_protected=inherent(False, source, _EMPTY),
            recoverable_days=inherent(0, source, _FINAL),
            **unsaid(vault, "purgeable"),
            public=lets_everyone_in(vault, "access_policy", aws, _CLOSED),
        )


def _vault_lock(lock: Resource, aws: Aws) -> Value[Lock | None]:
    """Return what a vault's lock policy forbids.

    S3 Glacier Developer Guide, "S3 Glacier Vault Lock": a lock that is not completed can still be
    aborted; a completed one never again.
    """
    complete = fact(lock, "complete_lock", False, "no vault lock")
    if isinstance(complete, Unknown):
        return Unknown(complete.reason, complete.source)
    if not complete.value:
        return Known(None, complete.source)
    policy = document(lock, "policy", aws)
    if isinstance(policy, Unknown):
        return Unknown(policy.reason, policy.source)
    days = [
        _archive_days(statement)
        for statement in statements(policy.value)
        if statement.get("Effect") == "Deny" and _forbids_deletion(statement)
    ]
    if not days:
        return Known(None, replace(policy.source, note="the policy forbids no deletion"))
    longest = None if None in days else max(d for d in days if d is not None)
    return Known(Lock("compliance", longest), policy.source)


def _forbids_deletion(statement: Mapping[str, Any]) -> bool:
    deletions = {"*", "glacier:*", "glacier:deletearchive", "glacier:delete*"}
    return any(str(action).lower() in deletions for action in listed(statement.get("Action")))


def _archive_days(statement: Mapping[str, Any]) -> int | None:
    for operator, keys in (statement.get("Condition") or {}).items():
        for key, values in keys.items() if isinstance(keys, Mapping) else ():
            if operator.startswith("NumericLess") and key.lower() == "glacier:archiveageindays":
                return min((int(v) for v in listed(values) if str(v).isdigit()), default=None)
    return None


def _efs_replication(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for resource in resources.of("aws_efs_replication_configuration"):
        common = common_fields(resource, aws)
        yield Configuration(**common)
        source_id = resource.get("source_file_system_id")
        yield Copy(
            **{**common, "names": (), "location": _replica_place(resource, aws, common)},
            of=name_in(source_id) or resource.address,
        )


def _replica_place(resource: Resource, aws: Aws, common: Mapping[str, Any]) -> Value[Place]:
    """Return where an EFS replica lies: in a region, in a zone, or where the given system is."""
    for name in ("region", "availability_zone_name", "file_system_id"):
        where = resource.get(f"destination.{name}", None, "not written")
        if isinstance(where, Unknown):
            return aws.place_of(where, common["location"])
        if where.value and (name != "file_system_id" or isinstance(where.value, Reference)):
            return aws.place_of(where, common["location"])
    return Unknown("the destination names no region", resource.source("destination"))


ADAPTERS: Final[tuple[Adapter[Aws], ...]] = (
    Adapter(("aws_s3_bucket",), COMPANIONS, _buckets),
    Adapter(objects.TYPES, (), _objects),
    Adapter(("aws_s3_directory_bucket",), (), _directory_buckets),
    Adapter(("aws_s3_access_point", "aws_efs_backup_policy"), (), _access_points),
    Adapter(("aws_s3_account_public_access_block",), (), _account_settings),
    Adapter(("aws_glacier_vault",), ("aws_glacier_vault_lock",), _glacier),
    Adapter(("aws_efs_replication_configuration",), (), _efs_replication),
)
