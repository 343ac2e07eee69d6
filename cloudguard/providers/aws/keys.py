"""Keys of AWS KMS, their replicas, and what names, admits and stores them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.keys import Key
from cloudguard.assets.storage import Copy
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, inherent

_TYPES: Final = (
    "aws_kms_key",
    "aws_kms_external_key",
    "aws_kms_replica_key",
    "aws_kms_replica_external_key",
)
_SETTINGS: Final = (
    "aws_kms_alias",
    "aws_kms_grant",
    "aws_kms_key_policy",
    "aws_kms_custom_key_store",
    "aws_kms_ciphertext",
)
_ROTATION: Final = "AWS KMS Developer Guide, Rotate AWS KMS keys"
_NOT_ROTATED: Final = f"{_ROTATION}: automatic rotation is off unless enabled"
_YEARLY: Final = f"{_ROTATION}: every 365 days unless a period is given"
_UNROTATABLE: Final = f"{_ROTATION}: not for asymmetric, HMAC and imported keys and custom stores"
_SHARED: Final = (
    "AWS KMS Developer Guide, Rotating multi-Region keys: rotation is set on the primary key"
)
_SYMMETRIC: Final = "SYMMETRIC_DEFAULT"
_DEFAULT_SPEC: Final = (
    "terraform-provider-aws docs, aws_kms_key: customer_master_key_spec is SYMMETRIC_DEFAULT"
)
_ENABLED: Final = "terraform-provider-aws docs, aws_kms_key: enabled unless said otherwise"
_UNPROTECTED: Final = "AWS KMS Developer Guide, Deleting AWS KMS keys: no setting forbids it"
_WINDOW: Final = "AWS KMS API Reference, ScheduleKeyDeletion: 30 days unless 7 to 30 are given"
_NOT_SOONER: Final = "AWS KMS Developer Guide, Deleting AWS KMS keys: the waiting period must pass"
_IMPORTED: Final = "AWS KMS Developer Guide, Importing key material: made outside of AWS KMS"
_OUTSIDE: Final = "AWS KMS Developer Guide, External key stores: the material stays outside of AWS"
_MADE_BY_KMS: Final = "AWS KMS Developer Guide, KMS keys: AWS KMS makes the material"
# AWS KMS Developer Guide, "Multi-Region keys": related keys share their key material.
_SAME_MATERIAL: Final = "the primary key decides, and it is not in this input"
_NOT_WRITTEN: Final = "not written"
_EXTERNAL: Final = "EXTERNAL"  # KMS API Reference, KeyMetadata: the Origin of imported material


def _keys(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for type_ in _TYPES:
        for key in resources.of(type_):
            common = _common(key, resources, aws)
            yield Key(
                **common,
                enabled=_enabled(key),
                rotation_days=_rotation(key, resources),
                rotatable=_rotatable(key, resources),
                deletion_protected=inherent(False, key.source(), _UNPROTECTED),
                recoverable_days=fact(key, "deletion_window_in_days", 30, _WINDOW),
                purgeable=inherent(False, key.source(), _NOT_SOONER),
                imported=_imported(key, resources),
            )
            if type_.startswith("aws_kms_replica"):
                yield Copy(**{**common, "names": ()}, of=primary_name(key))
            if resources.live:
                yield from _replicas(key, common, aws)


def _replicas(key: Resource, common: dict[str, Any], aws: Aws) -> Iterator[Copy]:
    """Yield the replicas that a live key tells of; in a plan they are resources of their own."""
    told = key.get("facts.replicas", [], _NOT_WRITTEN)
    regions = told.value if isinstance(told, Known) else [told]
    for region in regions:
        where = region if isinstance(region, Unknown) else Known(region, told.source)
        place = aws.place_of(where, common["location"])
        yield Copy(**{**common, "names": (), "location": place}, of=key.address)


def _common(key: Resource, resources: Resources, aws: Aws) -> dict[str, Any]:
    """Return the fields of every asset; a key is known by its aliases as well."""
    common = common_fields(key, aws)
    aliases = resources.about(key, "aws_kms_alias", "target_key_id", ("key_id", "arn", "id")).named
    # A reference to an alias stands for the key behind it: so its address is a name of the key.
    names = [name for alias in aliases for name in (alias.address, *aws.names(alias))]
    return {**common, "names": tuple(dict.fromkeys((*common["names"], *names)))}


def _enabled(key: Resource) -> Value[bool]:
    name = "is_enabled" if key.type == "aws_kms_key" else "enabled"
    return fact(key, name, True, _ENABLED)


def _rotation(key: Resource, resources: Resources) -> Value[int | None]:
    """Return the days between rotations, None where nothing rotates the key."""
    if key.type in {"aws_kms_external_key", "aws_kms_replica_external_key"}:
        return inherent(None, key.source(), _UNROTATABLE)
    if key.type == "aws_kms_replica_key":
        primary = primary_of(key, resources)
        if primary is None:
            return Unknown(_SHARED, key.source("key_rotation_enabled"))
        return _rotation(primary, resources)
    enabled = fact(key, "enable_key_rotation", False, _NOT_ROTATED)
    if isinstance(enabled, Unknown):
        return Unknown(enabled.reason, enabled.source)
    if not enabled.value:
        return Known(None, enabled.source)
    period = fact(key, "rotation_period_in_days", 365, _YEARLY)
    if isinstance(period, Known) and period.value == 0:  # AWS takes 90 to 2560
        return Unknown("0 is not a value this table knows", period.source)
    return period


def _rotatable(key: Resource, resources: Resources) -> Value[bool]:
    """Tell whether KMS can rotate a key of this kind by itself."""
    if key.type in {"aws_kms_external_key", "aws_kms_replica_external_key"}:
        return inherent(False, key.source(), _UNROTATABLE)
    if key.type == "aws_kms_replica_key":
        primary = primary_of(key, resources)
        if primary is None:
            return Unknown(_SHARED, key.source("primary_key_arn"))
        return _rotatable(primary, resources)
    for name in ("custom_key_store_id", "xks_key_id"):
        store = key.get(name, None, _NOT_WRITTEN)
        if isinstance(store, Unknown):
            return Unknown(store.reason, store.source)
        if store.value:
            return Known(False, replace(store.source, note=_UNROTATABLE))
    origin = _origin(key, resources)
    if isinstance(origin, Unknown):
        return Unknown(origin.reason, origin.source)
    if origin.value == _EXTERNAL:
        return Known(False, replace(origin.source, note=_UNROTATABLE))
    spec = fact(key, "customer_master_key_spec", _SYMMETRIC, _DEFAULT_SPEC)
    note = spec.source.note if spec.map(_is_symmetric) == Known(True, spec.source) else _UNROTATABLE
    return replace(spec.map(_is_symmetric), source=replace(spec.source, note=note))


def _imported(key: Resource, resources: Resources) -> Value[bool]:
    """Tell whether a key's material came from outside of AWS KMS."""
    if key.type in {"aws_kms_external_key", "aws_kms_replica_external_key"}:
        return inherent(True, key.source(), _IMPORTED)
    if key.type == "aws_kms_replica_key":
        primary = primary_of(key, resources)
        if primary is None:
            return Unknown(_SAME_MATERIAL, key.source("primary_key_arn"))
        return _imported(primary, resources)
    origin = _origin(key, resources)
    if isinstance(origin, Unknown):
        return Unknown(origin.reason, origin.source)
    if origin.value == _EXTERNAL:
        return Known(True, replace(origin.source, note=_IMPORTED))
    outside = key.get("xks_key_id", None, _MADE_BY_KMS)
    if isinstance(outside, Unknown):
        return Unknown(outside.reason, outside.source)
    if not outside.value:
        return Known(False, outside.source)
    return Known(True, replace(outside.source, note=_OUTSIDE))


def _origin(key: Resource, resources: Resources) -> Value[Any]:
    """Return where the material of a live key is from; a plan has a type for what is imported."""
    if not resources.live:
        return Known("", key.source())
    return fact(key, "facts.origin", "", _MADE_BY_KMS)


def _is_symmetric(spec: Any) -> bool:
    return bool(spec == _SYMMETRIC)


def primary_of(
    replica: Resource, resources: Resources, type_: str = "aws_kms_key"
) -> Resource | None:
    """Return the key that a replica is made of, where this input has it."""
    arn = replica.get("primary_key_arn")
    if isinstance(arn, Known) and isinstance(arn.value, Reference):
        found = resources.by_address.get(arn.value.address)
        # Only a primary key has replicas: a chain of them is none.
        return found if found is not None and found.type == type_ else None
    return None


def primary_name(replica: Resource) -> str:
    """Return what names the key that a replica is made of, the replica where that is not known."""
    arn = replica.get("primary_key_arn")
    if isinstance(arn, Unknown):
        return replica.address
    return arn.value.address if isinstance(arn.value, Reference) else str(arn.value)


def _settings(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for type_ in _SETTINGS:
        for resource in resources.of(type_):
            yield Configuration(**common_fields(resource, aws))


ADAPTERS: Final[tuple[Adapter[Aws], ...]] = (
    Adapter(_TYPES, (), _keys),
    Adapter(_SETTINGS, (), _settings),
)
