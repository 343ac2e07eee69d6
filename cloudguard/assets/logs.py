"""Logs: who records what, where it is delivered."""

from __future__ import annotations

from dataclasses import dataclass

from cloudguard.assets import Asset
from cloudguard.values import Reference, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSource(Asset):
    """Something that is there to record what happens: a trail, a flow log.

    `delivered` is true where at least one destination is named.
    """

    enabled: Value[bool]
    delivered: Value[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLog(Asset):
    """The log that a service keeps of itself when it is told to: a database's, a balancer's."""

    enabled: Value[bool]
    delivered: Value[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditTrail(LogSource):
    """A record of who did what in an account."""

    every_region: Value[bool]
    validated: Value[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogDelivery(Asset):
    """The ways from a source of logs to the stores that keep them.

    Each of `destinations` names a store: an ARN, a bucket name, a reference. They hold the same
    log, so one that keeps it is enough.
    """

    destinations: tuple[Value[str | Reference | None], ...]
    validated: Value[bool]
