"""Ways that are not packets: what lets someone else use data, keys or roles."""

from __future__ import annotations

from dataclasses import dataclass

from cloudguard.assets import Asset
from cloudguard.values import Reference, Value


@dataclass(frozen=True, slots=True)
class Grantee:
    """Who is let in: `everyone`, an `account` (subscription, project, tenancy) or an `asset`.

    `name` is the account's id, or what names the asset; of everyone it is empty.
    """

    kind: str
    name: str | Reference = ""

    def __str__(self) -> str:
        """Return who it is, in words."""
        return f"{self.kind} {self.name}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Asset):
    """A policy, share, trust or delivery by which others reach what belongs to `of`.

    `of` is the id or a name of the asset that is opened. `way` is `policy`, `share`, `trust`,
    `replication` or `delivery`. `to` holds everyone whom it lets in; `narrowed` tells whether a
    condition limits it further.
    """

    of: str | Reference
    way: str
    to: Value[tuple[Grantee, ...]]
    narrowed: Value[bool]
