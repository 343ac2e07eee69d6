"""The terms under which data must be gone: from which day it can go, by which it must."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from cloudguard.config import Contract
from cloudguard.config.days import counted

DELETE: Final = "delete"
KEY: Final = "key"
MEDIA: Final = "media"
ROUTES: Final = (DELETE, KEY, MEDIA)
"""What a clause may accept: deletion, the destruction of the key, the disposal of the media."""


@dataclass(frozen=True, slots=True)
class Terms:
    """When data is written last, when its service stops, when its contract ends.

    `accepts` holds the routes that the clause takes for erasure.
    """

    as_of: date
    last_write: date
    service_stop: date
    end: date
    grace_days: int = 0
    accepts: frozenset[str] = frozenset({DELETE, KEY})

    @classmethod
    def of(cls, contract: Contract, as_of: date, accepts: frozenset[str]) -> Terms:
        """Return the terms of a contract; what it does not say is at its end."""
        return cls(
            as_of,
            contract.last_write or contract.end,
            contract.service_stop or contract.end,
            contract.end,
            contract.grace_days,
            accepts,
        )

    @classmethod
    def at_once(cls, as_of: date, accepts: frozenset[str]) -> Terms:
        """Return the terms of what no contract covers: whether it can be gone this very day."""
        return cls(as_of, as_of, as_of, as_of, 0, accepts)

    @property
    def deadline(self) -> date:
        """Return the last day on which data may still be there."""
        return counted(self.end, self.grace_days) or date.max

    @property
    def deletable_from(self) -> date:
        """Return the first day on which data can be deleted: nothing is written after it."""
        return max(self.as_of, self.last_write)

    @property
    def key_free_from(self) -> date:
        """Return the first day on which a key can be scheduled: nothing needs it any more."""
        return max(self.as_of, self.service_stop)
