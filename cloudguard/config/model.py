"""What an organisation says of itself: its profile, its values, what belongs where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

from cloudguard.config.days import counted
from cloudguard.config.globs import Glob
from cloudguard.config.network import Network
from cloudguard.values import Source

FIELDS: Final = ("class", "zone", "tenant", "system", "contract", "party")
"""What an asset can belong to, in the words of the file."""

HIGHEST: Final = "highest"
UNKNOWN: Final = "unknown"
"""What an unclassified asset may count as, beside a class: the highest, or none."""

Day: TypeAlias = date
Globs: TypeAlias = tuple[Glob, ...]
"""Patterns of which one must match; none where the file does not ask."""


@dataclass(frozen=True, slots=True)
class Registration:
    """By whose word the organisation registered the value of a parameter, and when."""

    by: str | None
    date: Day | None
    origin: Source


@dataclass(frozen=True, slots=True)
class Assign:
    """The tag by which an asset says itself what it belongs to.

    `values` says what each value of the tag means; empty where the value stands for itself.
    """

    tag: str
    values: Mapping[str, str]
    origin: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a rule asks of an asset; everything that it asks must hold."""

    address: Globs = ()
    module: Globs = ()
    type: Globs = ()
    account: Globs = ()
    provider: Globs = ()
    tags: Mapping[str, Globs] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """What the assets that match belong to: `gives` has some of `FIELDS`."""

    match: Match
    gives: Mapping[str, str]
    origin: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """A person's word that a clause is kept, until a day."""

    clause: str
    statement: str
    by: str
    date: Day
    until: Day
    document: str | None
    origin: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """An exception (例外措置) from a check for some assets; from all its clauses or from one.

    `asset` is a pattern over addresses.
    """

    check: str
    asset: str
    clause: str | None
    reason: str
    applicant: str
    approver: str
    compensating: str
    until: Day
    origin: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a clause that asks for what is possible (可能な限り) is not kept.

    `asset` is a pattern over addresses, None for all assets.
    """

    clause: str
    asset: str | None
    reason: str
    by: str
    date: Day
    origin: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A contract under which data is kept, and the day by which it must be gone.

    Data must be gone `grace_days` after `end` at last. `last_write` is the day on which data is
    written for the last time, `service_stop` the day from which nobody needs it any more; None
    where the file does not say, which counts as the end. `covers` says what belongs to the
    contract where no rule does. `classes` are the data classes that it is for, `tenant` the
    organisation (団体) whose data it is, where several share an estate.
    """

    id: str
    party: str | None
    start: date | None
    end: date
    origin: Source
    grace_days: int = 0
    last_write: date | None = None
    service_stop: date | None = None
    covers: tuple[Match, ...] = ()
    classes: tuple[str, ...] = ()
    tenant: str | None = None

    @property
    def deadline(self) -> date:
        """Return the last day on which data may still be there."""
        return counted(self.end, self.grace_days) or date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A `cloudguard.yaml`; without one, `Config()` says nothing.

    `parameters` holds the values that the organisation registered, `registrations` by whose word.
    `rules` are those of the file, and after them what its contracts cover.
    """

    path: Path | None = None
    profiles: tuple[str, ...] = ()
    policies: tuple[Path, ...] = ()
    parameters: Mapping[str, int | tuple[str, ...]] = field(default_factory=dict)
    registrations: Mapping[str, Registration] = field(default_factory=dict)
    as_of: Day | None = None
    assign: Mapping[str, Assign] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    unclassified: str = HIGHEST
    unclassified_origin: Source = field(default_factory=lambda: Source(""))
    attestations: tuple[Attestation, ...] = ()
    exceptions: tuple[Exemption, ...] = ()
    reasons: tuple[Reason, ...] = ()
    network: Network = field(default_factory=Network)
    contracts: tuple[Contract, ...] = ()
