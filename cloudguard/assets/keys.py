"""Keys that encrypt data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cloudguard.assets import Placed
from cloudguard.values import Known, Reference, Source, Value

_NOWHERE: Final[Value[str | Reference | None]] = Known(None, Source(""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Key(Placed):
    """A key that the customer holds.

    `rotation_days` is the time between rotations, None where nothing rotates it;
    `rotatable` is false for a kind of key that the provider cannot rotate by itself.
    `enabled` is false where the key cannot be used now.

    Destroying is as in `Store`: it must first be allowed where it is `deletion_protected`, and
    can be undone for `recoverable_days` unless the key is `purgeable`; meanwhile nothing can use
    the key. `imported` is true where its material came from outside, and may exist there still.
    `lies_in` names the vault that is deleted with all its keys, None where there is no such, and
    `vault_type` the type of resource that such vaults are.
    """

    enabled: Value[bool]
    rotation_days: Value[int | None]
    rotatable: Value[bool]
    deletion_protected: Value[bool]
    recoverable_days: Value[int | None]
    purgeable: Value[bool]
    imported: Value[bool]
    lies_in: Value[str | Reference | None] = _NOWHERE
    vault_type: str = ""


NOBODYS: Final = "nobody"


@dataclass(frozen=True, slots=True)
class KeyUse:
    """The key that something is encrypted with, and who holds it.

    `holder` is `customer`, `provider` (the customer can neither destroy nor rotate it),
    `unknown` where the name does not tell, or `nobody`: no key that can be chosen is it.
    """

    name: str | Reference
    holder: str

    def __str__(self) -> str:
        """Return the key's name and its holder."""
        if self.holder == NOBODYS:
            return f"{self.name} key, which nobody can choose"
        return f"{self.name} ({self.holder})"
