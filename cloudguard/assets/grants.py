"""Ways that are not packets: what lets someone else use data, keys or roles."""

from __future__ import annotations

from dataclasses import dataclass

from cloudguard.assets import Asset
from cloudguard.values import Reference, Value


@dataclass(frozen=True, slots=True)
class Grantee:
    """Who is let in: `everyone`, an `account` (subscription, project, tenancy) or an `asset`.

    `name` is the account's id, a person's address, or what names the asset; of everyone it is
    empty. `own` is true of what belongs to the same account as what is opened. `doubt` says why
    it may not be let in after all: a denial, an effect that is not known.
    """

    kind: str
    name: str | Reference = ""
    own: bool = False
    doubt: str = ""

    def __str__(self) -> str:
        """Return who it is, in words."""
        if self.own and not self.name:
            return f"its own {self.kind}"
        return f"{self.kind} {self.name}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Asset):
    """A policy, share, trust or delivery by which others reach what belongs to `of`.

    `of` is the id or a name of the asset that is opened. `way` is `policy`, `share`, `trust`,
    `replication`, `delivery`, `copy` (the resource itself is made of another's data) or `outlet`
    (what lets data out to wherever they may be sent). `to` holds everyone whom it lets in, and,
    unknown, those of whom it cannot be told.
    """

    of: Value[str | Reference]
    way: str
    to: tuple[Value[Grantee], ...]
