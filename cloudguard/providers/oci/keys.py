"""Keys of the Vault service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.assets import Asset
from cloudguard.assets.keys import Key
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.oci.provider import KEY, Oci
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, inherent, settled

_ROTATION: Final = "OCI documentation, Enabling and Updating Auto Key Rotation"
_OFF: Final = f"{_ROTATION}: off unless it is enabled"
_NO_INTERVAL: Final = "rotated by itself, and the interval (60 to 365 days) is not written"
_PRIVATE_ONLY: Final = (
    "only keys of a virtual private vault are rotated by the service: others by hand, whenever"
)
_ENABLED: Final = "default, unconfirmed: a key is enabled unless desired_state says otherwise"
_EXTERNAL: Final = (
    "oci 8.28.0 docs, oci_kms_key: an EXTERNAL key stays in the customer's own key manager"
)
_DELETION: Final = "OCI documentation, Deleting a Vault Key"
_WINDOW: Final = f"{_DELETION}: 30 days after it is asked for, unless another day is chosen"
_DATED: Final = (
    "time_of_deletion names a day: how many days (7 to 30) that leaves, the day of destroying says"
)
_NOT_SOONER: Final = f"{_DELETION}: after 7 days at the soonest, by no one sooner"
_UNPROTECTED: Final = "no argument prevents a key's deletion: oci 8.28.0 schema"
_MADE_THERE: Final = "oci 8.28.0 docs, oci_kms_key: no argument imports material; Vault makes it"
_HSM: Final = "oci 8.28.0 docs, oci_kms_key: protection_mode is HSM unless it is written"


def _keys(resources: Resources, oci: Oci) -> Iterator[Asset]:
    for key in resources.of(KEY):
        state = settled(key.get("desired_state", "ENABLED", _ENABLED))
        yield Key(
            **common_fields(key, oci),
            enabled=state.map(lambda found: found == "ENABLED"),
            rotation_days=_rotation(key),
            rotatable=_rotatable(key, oci),
            deletion_protected=inherent(False, key.source(), _UNPROTECTED),
            recoverable_days=_window(key),
            purgeable=inherent(False, key.source(), _NOT_SOONER),
            imported=_imported(key),
        )


def _window(key: Resource) -> Value[int | None]:
    """Return for how many days a deletion can be taken back."""
    day = settled(key.get("time_of_deletion", None, _WINDOW))
    if isinstance(day, Unknown):
        return Unknown(day.reason, day.source)
    if day.value:
        return Unknown(_DATED, day.source)
    return inherent(30, key.source("time_of_deletion"), _WINDOW)


def _imported(key: Resource) -> Value[bool]:
    """Return whether the material came from outside, as that of an external key manager."""
    mode = settled(key.get("protection_mode", "HSM", _HSM))
    if isinstance(mode, Unknown):
        return Unknown(mode.reason, mode.source)
    if mode.value == "EXTERNAL":
        return inherent(True, mode.source, _EXTERNAL)
    return inherent(False, mode.source, _MADE_THERE)


def _rotation(key: Resource) -> Value[int | None]:
    enabled = settled(key.get("is_auto_rotation_enabled", False, _OFF))
    if isinstance(enabled, Unknown):
        return Unknown(enabled.reason, enabled.source)
    if enabled.value not in (True, "true"):
        return Known(None, enabled.source)
    path = "auto_key_rotation_details.rotation_interval_in_days"
    days = settled(key.get(path, None, _NO_INTERVAL))
    if isinstance(days, Known) and days.value is None:
        return Unknown(_NO_INTERVAL, days.source)
    return days


def _rotatable(key: Resource, oci: Oci) -> Value[bool]:
    mode = settled(key.get("protection_mode", "HSM", _HSM))
    if isinstance(mode, Known) and mode.value == "EXTERNAL":
        return inherent(False, mode.source, _EXTERNAL)
    enabled = settled(key.get("is_auto_rotation_enabled", False, _OFF))
    if isinstance(enabled, Known) and enabled.value in (True, "true"):
        return Known(True, enabled.source)
    kind = _vault_type(key, oci)
    if isinstance(kind, Known) and kind.value == "VIRTUAL_PRIVATE":
        return Known(True, kind.source)
    return Unknown(_PRIVATE_ONLY, key.source("management_endpoint"))


def _vault_type(key: Resource, oci: Oci) -> Value[str]:
    endpoint = key.get("management_endpoint")
    vault = oci.named(endpoint, "management_endpoint", "oci_kms_vault")
    if vault is None or vault.type != "oci_kms_vault":
        return Unknown("the vault is not in this input", endpoint.source)
    return settled(vault.get("vault_type"))


ADAPTERS: Final[tuple[Adapter[Oci], ...]] = (Adapter((KEY,), (), _keys),)
