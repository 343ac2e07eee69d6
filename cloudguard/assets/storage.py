"""What holds data: buckets, disks, databases, queues, vaults, log groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cloudguard.assets import Asset, Placed
from cloudguard.assets.keys import KeyUse
from cloudguard.values import Reference, Value


@dataclass(frozen=True, slots=True)
class Lock:
    """What keeps data from being changed or deleted.

    `mode` is `compliance` (nobody can lift it) or `governance` (who has the permission can);
    `days` is how long each object is kept, None where the lock has no end of its own. A lock with
    `grace_days` can be taken away until so many days after it was set, and then no more; one that
    `settles` until that day.
    """

    mode: str
    days: int | None
    grace_days: int | None = None
    settles: date | None = None

    def __str__(self) -> str:
        """Return the lock in words."""
        return f"{self.mode}, {self.days} days" if self.days is not None else self.mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Store(Placed):
    """Anything that holds data.

    `algorithm` is the cipher as the provider documents it (`AES-256`). `key` is the key that
    protects the data, None where only the provider's own does. `retention_days` is how long
    data stays before it is deleted by itself, None for never. `lock` is None where nothing
    keeps the data from being deleted.

    `deletion_protected` is true where it must first be allowed to be deleted. What is deleted can
    be restored for `recoverable_days` (0: it is gone at once; None: until somebody purges it),
    unless it is `purgeable`: then whoever may can end that sooner. `public` is true where anybody
    may read or change it without being known.
    """

    encrypted: Value[bool]
    algorithm: Value[str | None]
    key: Value[KeyUse | None]
    retention_days: Value[int | None]
    lock: Value[Lock | None]
    deletion_protected: Value[bool]
    recoverable_days: Value[int | None]
    purgeable: Value[bool]
    public: Value[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectStore(Store):
    """A bucket, blob container or other store of objects."""

    versioned: Value[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogStore(Store):
    """A store made for logs: a log group, an event data store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy(Asset):
    """A copy that the provider keeps elsewhere: a replica, a backup copy, a snapshot copy.

    `of` is the id of what is copied; `location` is where the copy lies.
    """

    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remains(Asset):
    """What may stay of data when the store that it was in is deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover(Remains):
    """What stays when a resource is deleted, by its provider's design.

    `of` is the id of the resource. `what` is `resource` (Terraform forgets it and the provider
    keeps it), `snapshot` (a last one is made), `backups`, `disks` or `data`. It stays where
    `stays` is true, and goes by itself after `days`, None for never.
    """

    of: str
    what: str
    stays: Value[bool]
    days: Value[int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate(Remains):
    """A copy of data: a snapshot, a replica, a backup, a version, an export, an image.

    `of` names what it comes from, `held_in` the store that holds it; None where the provider
    keeps it and no resource stands for it. `what` is `snapshot`, `replica`, `backup`, `version`,
    `export`, `log`, `image`, `cache` or `state`. It goes by itself after `days`, None for never.
    `stays` is true where deleting what it comes from leaves it. `elsewhere` is the other account
    (or region) where it lies, None where it lies with what it comes from. `possible` marks what
    people or a service may make at any time and what this kind of input cannot show.
    """

    of: Value[str | Reference | None]
    held_in: Value[str | Reference | None]
    what: str
    days: Value[int | None]
    stays: Value[bool]
    elsewhere: Value[str | None]
    possible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Asset):
    """What keeps data from being deleted beside the lock of its store.

    `of` names the store or key. `what` is `legal-hold`, `object-lock` (locks of single objects),
    `retention` or `prevent-destroy` (Terraform's own). It holds where `holds` is true, until
    `days` after the last write, None where it has no end of its own. Who has the permission can
    end one that `lifts`.
    """

    of: Value[str | Reference | None]
    what: str
    holds: Value[bool]
    days: Value[int | None]
    lifts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskDefault(Placed):
    """The setting of an account and region that decides for disks that say nothing."""

    encrypted: Value[bool]
