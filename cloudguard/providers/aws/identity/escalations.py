"""The published escalations, and which actions they need."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, reduce
from operator import or_
from pathlib import Path
from typing import Final

import yaml

from cloudguard.providers.aws.identity import actions

_TABLE: Final = Path(__file__).parent.parent / "escalations.yaml"
ASSUME: Final = "sts:AssumeRole"
PASS: Final = "iam:PassRole"  # noqa: S105  # an action


@dataclass(frozen=True, slots=True)
class Escalation:
    """One way from some rights to more; see the head of escalations.yaml."""

    id: str
    way: str
    actions: tuple[str, ...]
    source: str
    on: str = ""
    session: str = ""
    service: str = ""
    holder: str = ""
    form: str = "*"
    unsure: str = ""
    account: str = ""
    needed: int = field(init=False)
    """All its actions."""

    def __post_init__(self) -> None:
        """Gather the actions."""
        object.__setattr__(self, "needed", reduce(or_, map(actions.bit, self.actions)))

    @property
    def says(self) -> str:
        """Return what is done, as it is told."""
        return " + ".join(self.actions)

    def within(self, possible: int) -> bool:
        """Tell whether all its actions are among some."""
        return self.needed & possible == self.needed


@cache
def escalations() -> tuple[Escalation, ...]:
    """Return all of them."""
    rows = yaml.load(_TABLE.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # a safe loader
    return tuple(
        Escalation(
            id=row["id"],
            way=row["way"],
            actions=tuple(row["actions"]),
            source=row["source"],
            on=row.get("of", ""),
            session=row.get("as", ""),
            service=row.get("service", ""),
            holder=row.get("holder", ""),
            form=row.get("form", "*"),
            unsure=row.get("unsure", ""),
            account=row.get("account", ""),
        )
        for row in rows
    )


@cache
def by_way(way: str) -> tuple[Escalation, ...]:
    """Return the escalations of one way."""
    return tuple(each for each in escalations() if each.way == way)


@cache
def relevant() -> int:
    """Return the actions of which one at least is needed to get anywhere."""
    found = actions.bit(ASSUME) | actions.bit(PASS)
    for each in escalations():
        for action in each.actions:
            found |= actions.bit(action)
    return found
