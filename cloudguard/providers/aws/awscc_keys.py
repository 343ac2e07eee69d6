"""Keys of AWS KMS as the AWS Cloud Control provider makes them, and their replicas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.keys import Key
from cloudguard.assets.storage import Copy
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.aws.keys import primary_name, primary_of
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, all_true, inherent

_KEY: Final = "awscc_kms_key"
_REPLICA: Final = "awscc_kms_replica_key"
_REFERENCE: Final = "AWS CloudFormation Template Reference, AWS::KMS::Key"
_ENABLED: Final = f"{_REFERENCE}: Enabled is true by default"
_NOT_ROTATED: Final = f"{_REFERENCE}: EnableKeyRotation is false by default"
_YEARLY: Final = f"{_REFERENCE}: RotationPeriodInDays is 365 by default"
_SYMMETRIC: Final = f"{_REFERENCE}: KeySpec is SYMMETRIC_DEFAULT by default"
_BY_KMS: Final = f"{_REFERENCE}: Origin is AWS_KMS by default"
_WINDOW: Final = f"{_REFERENCE}: PendingWindowInDays is 30 by default"
_UNPROTECTED: Final = "AWS KMS Developer Guide, Deleting AWS KMS keys: no setting forbids it"
_NOT_SOONER: Final = "AWS KMS Developer Guide, Deleting AWS KMS keys: the waiting period must pass"
_SHARED: Final = (
    "AWS KMS Developer Guide, Multi-Region keys: material and rotation are the primary key's, "
    "which is not in this input"
)
_ALIASES: Final = ("awscc_kms_alias", "aws_kms_alias")


def _keys(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for type_ in (_KEY, _REPLICA):
        for key in resources.of(type_):
            common = _common(key, resources, aws)
            primary = key if type_ == _KEY else primary_of(key, resources, _KEY)
            shared = Unknown(_SHARED, key.source("primary_key_arn"))
            yield Key(
                **common,
                enabled=fact(key, "enabled", True, _ENABLED),
                rotation_days=_rotation(primary) if primary else shared,
                rotatable=_rotatable(primary) if primary else shared,
                deletion_protected=inherent(False, key.source(), _UNPROTECTED),
                recoverable_days=fact(key, "pending_window_in_days", 30, _WINDOW),
                purgeable=inherent(False, key.source(), _NOT_SOONER),
                imported=_imported(primary) if primary else shared,
            )
            if type_ == _REPLICA:
                yield Copy(**{**common, "names": ()}, of=primary_name(key))


def _common(key: Resource, resources: Resources, aws: Aws) -> dict[str, Any]:
    """Return the fields of every asset; a key is known by its aliases as well."""
    common = common_fields(key, aws)
    names = ("key_id", "arn", "id")
    aliases = [
        alias
        for type_ in _ALIASES
        for alias in resources.about(key, type_, "target_key_id", names).named
    ]
    # A reference to an alias stands for the key behind it: so its address is a name of the key.
    known = [name for alias in aliases for name in (alias.address, *aws.names(alias))]
    return {**common, "names": tuple(dict.fromkeys((*common["names"], *known)))}


def _rotation(key: Resource) -> Value[int | None]:
    enabled = fact(key, "enable_key_rotation", False, _NOT_ROTATED)
    if isinstance(enabled, Unknown):
        return Unknown(enabled.reason, enabled.source)
    if not enabled.value:
        return Known(None, enabled.source)
    period = fact(key, "rotation_period_in_days", 365, _YEARLY)
    if isinstance(period, Known) and not isinstance(period.value, int):
        return Unknown("not a number that is known", period.source)
    return period


def _rotatable(key: Resource) -> Value[bool]:
    """Tell whether KMS can rotate a key of this kind by itself.

    AWS KMS Developer Guide, "Rotate AWS KMS keys": not asymmetric, HMAC and imported keys.
    """
    spec = fact(key, "key_spec", "SYMMETRIC_DEFAULT", _SYMMETRIC)
    origin = fact(key, "origin", "AWS_KMS", _BY_KMS)
    return all_true(
        [
            spec.map(lambda found: found == "SYMMETRIC_DEFAULT"),
            origin.map(lambda found: found == "AWS_KMS"),
        ]
    )


def _imported(key: Resource) -> Value[bool]:
    return fact(key, "origin", "AWS_KMS", _BY_KMS).map(lambda found: found == "EXTERNAL")


def _aliases(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for alias in resources.of(_ALIASES[0]):
        yield Configuration(**common_fields(alias, aws))


ADAPTERS: Final[tuple[Adapter[Aws], ...]] = (
    Adapter((_KEY, _REPLICA), (), _keys),
    Adapter(_ALIASES[:1], (), _aliases),
)
