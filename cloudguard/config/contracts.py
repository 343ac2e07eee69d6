"""What an organisation says of its contracts: with whom, until when, and what they cover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cloudguard.config.model import Match
from cloudguard.values import Source


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
        try:
            return self.end + timedelta(self.grace_days)
        except OverflowError:
            return date.max


def by_id(contracts: tuple[Contract, ...]) -> Mapping[str, Contract]:
    """Return the contracts by their ids."""
    return {contract.id: contract for contract in contracts}
