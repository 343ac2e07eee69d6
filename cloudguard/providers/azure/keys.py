"""Keys of Key Vault and Managed HSM, and how they are rotated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cloudguard.assets import Asset
from cloudguard.assets.keys import Key
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.azure.durations import iso_days
from cloudguard.providers.azure.ends import MODULE, NOT_REACHED, VAULT, vault_ends
from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure, fact
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, inherent

VAULT_KEY: Final = "azurerm_key_vault_key"
HSM_KEY: Final = "azurerm_key_vault_managed_hardware_security_module_key"
_VAULTS: Final = {  # by type of key the type of its vault, and what names it
    VAULT_KEY: (VAULT, "key_vault_id"),
    HSM_KEY: (MODULE, "managed_hsm_id"),
}
_HSM_POLICY: Final = "azurerm_key_vault_managed_hardware_security_module_key_rotation_policy"
_ENABLED: Final = "azurerm 4.55.0 schema: no argument disables a key"
_ROTATABLE: Final = (
    "default, unconfirmed: Azure Key Vault documentation, Configure cryptographic key "
    "auto-rotation: every kind of key can be rotated"
)
_MADE: Final = "azurerm 4.81.0 schema: no argument of a key takes material, the vault makes it"
_UNROTATED: Final = "azurerm docs, azurerm_key_vault_key: without a rotation_policy, never"
_NOT_A_DURATION: Final = "not a duration that is known"


def _keys(resources: Resources, azure: Azure) -> Iterator[Asset]:
    for key in resources.of(VAULT_KEY):
        yield _key(
            key, azure, _rotation(key, azure, "rotation_policy.automatic.", "rotation_policy.")
        )
    for key in resources.of(HSM_KEY):
        found = resources.about(key, _HSM_POLICY, "managed_hsm_key_id", ("id", "versioned_id"))
        yield _key(key, azure, _rotation(found.one(), azure, "", ""))


def _key(key: Resource, azure: Azure, rotation: Value[int | None]) -> Key:
    ends = vault_ends(key, azure)
    vault_type, named = _VAULTS[key.type]
    return Key(
        **common_fields(key, azure),
        enabled=inherent(True, key.source(), _ENABLED),
        rotation_days=rotation,
        rotatable=inherent(True, key.source(), _ROTATABLE),
        deletion_protected=inherent(False, key.source(), NOT_REACHED),
        imported=inherent(False, key.source(), _MADE),
        recoverable_days=ends["recoverable_days"],
        purgeable=ends["purgeable"],
        lies_in=key.get(named, None, NOT_WRITTEN),
        vault_type=vault_type,
    )


def _rotation(view: Resource, azure: Azure, automatic: str, policy: str) -> Value[int | None]:
    """Return the days between rotations: after creation, or so long before the key expires."""
    created = azure.seen(fact(view, f"{automatic}time_after_creation", None, _UNROTATED))
    before = fact(view, f"{automatic}time_before_expiry", None, NOT_WRITTEN)
    expiry = fact(view, f"{policy}expire_after", None, NOT_WRITTEN)
    for value in (created, before, expiry):
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.source)
    try:
        if created.map(bool) == Known(True, created.source):
            return created.map(iso_days)
        return _before_expiry(before, expiry, created)
    except ValueError:
        return Unknown(_NOT_A_DURATION, created.source)


def _before_expiry(before: Value[Any], expiry: Value[Any], none: Value[Any]) -> Value[int | None]:
    if isinstance(before, Unknown) or isinstance(expiry, Unknown) or not before.value:
        return none.map(lambda _: None)
    whole, rest = iso_days(expiry.value), iso_days(before.value)
    if whole is None or rest is None:
        return Unknown("it rotates before it expires, and no expiry is written", before.source)
    return Known(max(whole - rest, 0), before.source)


ADAPTERS: Final[tuple[Adapter[Azure], ...]] = (
    Adapter((VAULT_KEY, HSM_KEY), (_HSM_POLICY,), _keys),
)
