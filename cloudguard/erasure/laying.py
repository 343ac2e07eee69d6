"""A plan that is being laid: its steps so far, and what they are laid from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from cloudguard.assets import Asset
from cloudguard.assets.keys import Key
from cloudguard.assets.storage import Store
from cloudguard.erasure.days import Day
from cloudguard.erasure.order import OURS, PROVIDER, Party, Step, Steps
from cloudguard.erasure.rows import Asked, Row
from cloudguard.verdicts import Outcome

THE_PROVIDER: Final = Party(PROVIDER)
OURSELVES: Final = Party(OURS)


@dataclass(slots=True)
class Laid:
    """What was found out while the steps were laid: the keys to destroy, when service stops."""

    keys: list[Key] = field(default_factory=list)
    needed: set[str] = field(default_factory=set)
    schedules: dict[str, date | None] = field(default_factory=dict)
    stop_by: date | None = None

    def hurry(self, day: date) -> None:
        """Note a day by which the service must have stopped."""
        self.stop_by = day if self.stop_by is None else min(day, self.stop_by)


class Site:
    """Steps that are being laid; `deleted` are the deletions, by the id of the store.

    `users` are the stores that hang on each key, `logs` the stores that keep logs, `last` the
    deletions of what holds everything else: an account, a subscription. `service` is the step in
    which the service stops, after which everything else is done.
    """

    def __init__(
        self,
        steps: Steps,
        rows: Sequence[Row],
        users: Mapping[str, Sequence[Store]],
        logs: frozenset[str],
        asked: Asked,
    ) -> None:
        """Begin a plan without any step."""
        self.steps = steps
        self.rows = {row.store.id: row for row in rows}
        self.users = users
        self.logs = logs
        self.asked = asked
        self.laid = Laid()
        self.deleted: dict[str, Step] = {}
        self.last: list[Step] = []
        self.start = Day.on(asked.terms.deletable_from)

    @property
    def service(self) -> Step:
        """Return the step in which the service stops."""
        return self.steps.steps["stop-service"]

    def add(  # a step has many sides
        self,
        action: str,
        asset: Asset | None,
        party: Party,
        start: Day,
        *after: Step | None,
        suffix: str = "",
        **rest: Any,
    ) -> Step:
        """Add a step to do something to an asset, after others."""
        named = f"{action} {asset.id}" if asset is not None else action
        step = Step(
            id=f"{named}{suffix}",
            waits=action == "wait",
            action=action,
            asset=asset,
            party=party,
            start=start,
            **rest,
        )
        return self.steps.add(step, *after)

    def join(self, name: str, after: Iterable[Step] = ()) -> Step:
        """Add a step that nobody does, which comes after others: what follows them all is short."""
        joins = Step(
            id=f"({name})",
            action="join",
            asset=None,
            party=OURSELVES,
            start=self.start,
            hidden=True,
        )
        return self.steps.add(joins, *after)

    def follow(self, before: str, after: str) -> None:
        """Put one step after another, softly, where there are both."""
        if before in self.steps.steps and after in self.steps.steps:
            self.steps.follow(before, after, soft=True)

    def in_time(self, step: Step) -> bool:
        """Tell whether a step frees data, and may begin before the deadline."""
        late = step.start.by(self.asked.terms.deadline) is Outcome.FAIL
        return not late and not step.tidying
