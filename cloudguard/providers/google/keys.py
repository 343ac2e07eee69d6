"""Keys of Cloud KMS and their versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from cloudguard.assets import Asset
from cloudguard.assets.keys import Key
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.google.ends import protected
from cloudguard.providers.google.provider import Google, fact, lasting
from cloudguard.providers.google.rows import located
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, inherent

_DOCS: Final = "terraform-provider-google docs, google_kms_crypto_key"
_NOT_ROTATED: Final = f"{_DOCS}: never rotated unless a rotation_period is given"
_ROTATION: Final = "Cloud KMS docs, Key rotation"
_ASYMMETRIC: Final = f"{_ROTATION}: automatic for symmetric keys only"
_IMPORTED: Final = f"default, unconfirmed: {_ROTATION}: not for keys that are only imported"
# Cloud KMS API, EkmConnection.KeyManagementMode: rotation is automatic with CLOUD_KMS, not with
# MANUAL; a key that is reached over the internet has no connection.
_EXTERNAL: Final = "Cloud EKM docs: the external key manager rotates its keys"
_MANUAL: Final = "terraform-provider-google docs, google_kms_ekm_connection: MANUAL by default"
_IN_USE: Final = "Cloud KMS docs, Key states: a version is enabled unless it is disabled"
_DOUBT: Final = "a version of the key may not be usable, and may be the primary one"
_SCHEDULED: Final = (
    "Cloud KMS docs, Destroy and restore key versions: scheduled for destruction for 30 days by "
    "default, in which a version can be restored"
)
_NOT_SOONER: Final = (
    "Cloud KMS docs, Destroy and restore key versions: the duration is fixed when the key is made"
)
_UNPROTECTED: Final = (
    "Cloud KMS docs, Destroy and restore key versions: no setting of a key forbids destroying its "
    "versions"
)
_MADE_INSIDE: Final = (
    "Cloud KMS docs, Key import: material comes from outside through an import job alone"
)
_OUTSIDE: Final = "Cloud EKM docs, Overview: the key stays with the external key manager"
_MAY_BE_IMPORTED: Final = (
    "the key has no version of Terraform's, and an import job of this input may bring one in"
)
# Cloud KMS docs, "Key states": these cannot be used.
_UNUSABLE: Final = ("DISABLED", "DESTROYED", "DESTROY_SCHEDULED")


def _keys(resources: Resources, google: Google) -> Iterator[Asset]:
    for key in resources.of("google_kms_crypto_key"):
        made = Key(
            **_common(key, resources, google),
            enabled=_enabled(key, resources),
            rotation_days=_rotation(key),
            rotatable=_rotatable(key, google),
            deletion_protected=inherent(False, key.source(), _UNPROTECTED),
            recoverable_days=lasting(key.get("destroy_scheduled_duration", "2592000s", _SCHEDULED)),
            purgeable=inherent(False, key.source(), _NOT_SOONER),
            imported=_imported(key, resources),
        )
        yield protected(made, key, google)


def _common(key: Resource, resources: Resources, google: Google) -> dict[str, Any]:
    """Return the fields of every asset; a key is known by its resource name as well.

    A reference to what hands a key's id on (a permission on it, a version) stands for the key.
    """
    common = common_fields(key, google, located(key.type))
    names = list(common["names"])
    ring = key.get("key_ring")
    name = key.get("name")
    if isinstance(ring, Known) and isinstance(name, Known) and isinstance(ring.value, str):
        names.append(f"{ring.value}/cryptoKeys/{name.value}")
    for type_, path in _HANDING_ON:
        names += [c.address for c in resources.about(key, type_, path, ("id", "name")).named]
    return {**common, "names": tuple(dict.fromkeys(n for n in names if isinstance(n, str)))}


_HANDING_ON: Final = (
    ("google_kms_crypto_key_iam_member", "crypto_key_id"),
    ("google_kms_crypto_key_iam_binding", "crypto_key_id"),
    ("google_kms_crypto_key_version", "crypto_key"),
)


def _rotation(key: Resource) -> Value[int | None]:
    """Return the days between rotations, None where nothing rotates the key."""
    return lasting(key.get("rotation_period", None, _NOT_ROTATED))


def _rotatable(key: Resource, google: Google) -> Value[bool]:
    """Tell whether Cloud KMS can rotate a key of this kind by itself."""
    purpose = fact(key, "purpose", "ENCRYPT_DECRYPT", f"{_DOCS}: ENCRYPT_DECRYPT by default")
    if isinstance(purpose, Unknown):
        return Unknown(purpose.reason, purpose.source)
    if purpose.value != "ENCRYPT_DECRYPT":
        return Known(False, replace(purpose.source, note=_ASYMMETRIC))
    imported = fact(key, "import_only", False, f"{_DOCS}: import_only is false by default")
    if isinstance(imported, Unknown):
        return Unknown(imported.reason, imported.source)
    if imported.value is True:
        return Known(False, replace(imported.source, note=_IMPORTED))
    level = fact(key, "version_template.protection_level", "SOFTWARE", f"{_DOCS}: SOFTWARE")
    if isinstance(level, Unknown):
        return Unknown(level.reason, level.source)
    if level.value == "EXTERNAL_VPC":
        return _coordinated(key, google)
    external = level.value == "EXTERNAL"
    return Known(not external, replace(level.source, note=_EXTERNAL if external else ""))


def _coordinated(key: Resource, google: Google) -> Value[bool]:
    """Tell whether Cloud KMS asks the external key manager for new keys by itself."""
    backend = key.get("crypto_key_backend", None, f"{_DOCS}: names the connection")
    if isinstance(backend, Unknown):
        return Unknown(backend.reason, backend.source)
    connection = google.named(backend.value, key)
    if connection is None:
        reason = "the connection to the external key manager decides, which is not in this input"
        return Unknown(reason, backend.source)
    mode = fact(connection, "key_management_mode", "MANUAL", _MANUAL)
    return mode.map(lambda found: found == "CLOUD_KMS")


def _enabled(key: Resource, resources: Resources) -> Value[bool]:
    """Tell whether a key can be used: whether its primary version can."""
    state = fact(key, "primary.state", None, _IN_USE)
    if isinstance(state, Known) and state.value:
        return state.map(lambda found: found not in _UNUSABLE)
    versions = resources.about(key, "google_kms_crypto_key_version", "crypto_key", ("id", "name"))
    states = [fact(version, "state", "ENABLED", _IN_USE) for version in versions.named]
    if versions.possible:
        return Unknown(_DOUBT, versions.possible[0].source("crypto_key"))
    off = [s for s in states if not isinstance(s, Known) or s.value in _UNUSABLE]
    if not off:
        return inherent(True, key.source(), _IN_USE)
    made_without = fact(key, "skip_initial_version_creation", False, f"{_DOCS}: has a version")
    sure = isinstance(made_without, Known) and made_without.value is True
    if sure and len(off) == len(states) and all(isinstance(s, Known) for s in off):
        return Known(False, off[0].source)
    return Unknown(_DOUBT, off[0].source)


def _imported(key: Resource, resources: Resources) -> Value[bool]:
    """Tell whether the material of a key came from outside, or is there still."""
    only = fact(key, "import_only", False, f"{_DOCS}: import_only is false by default")
    if isinstance(only, Unknown) or only.value is True:
        return only
    level = fact(key, "version_template.protection_level", "SOFTWARE", f"{_DOCS}: SOFTWARE")
    if isinstance(level, Unknown):
        return Unknown(level.reason, level.source)
    if str(level.value).startswith("EXTERNAL"):
        return Known(True, replace(level.source, note=_OUTSIDE))
    without = fact(key, "skip_initial_version_creation", False, f"{_DOCS}: has a version")
    if isinstance(without, Unknown) or without.value is True:
        jobs = resources.of("google_kms_key_ring_import_job")
        made = resources.about(key, "google_kms_crypto_key_version", "crypto_key", ("id", "name"))
        if jobs and not made:
            return Unknown(_MAY_BE_IMPORTED, without.source)
    return inherent(False, key.source(), _MADE_INSIDE)


ADAPTERS: Final[tuple[Adapter[Google], ...]] = (Adapter(("google_kms_crypto_key",), (), _keys),)
