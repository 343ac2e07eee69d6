"""Chains from persons to power: which lead there, and which pass a second factor on the way.

A node is a person, a session or an identity; a step leads from one to what it can become or do.
Administrator-equivalent power is a node of its own for each place that has administrators (an
account, a subscription, an organisation). Whoever can step onto a node can do all that it can.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, Literal, TypeAlias

from cloudguard.values import Known, Source, Unknown, Value

Kind: TypeAlias = Literal["person", "machine", "federated", "anyone", "root", "key"]
"""A local identity of a person; of a program; a person whom an identity provider vouches for;
whoever comes; the identity that an account comes with, which nobody can rename or take away;
whoever holds a key of a program that lies in a file."""

ADMINISTRATOR: Final = "administrator of "


def administrator(place: str) -> str:
    """Return the node of administrator-equivalent power over a place."""
    return f"{ADMINISTRATOR}{place}"


@dataclass(frozen=True, slots=True)
class Use:
    """When an identity last signed in by any of its credentials.

    `day` is that on which it was made where it never did.
    """

    day: date
    ever: bool = True


@dataclass(frozen=True, slots=True)
class Principal:
    """Someone or something that can begin a chain.

    `id` is its node, and the asset that is judged. `name` is what people call it.
    `key` tells whether it has a credential that lasts and needs no second factor, where known.
    `people` names the identities that it stands for where others are written there, as a grant
    to several stands for each. None is of a local identity itself, of others any number; so it is
    of whoever nobody knows (`several`). `used` tells when it was last used, `keyed` since when the
    oldest of its access keys is there, known to be None where it has none; both are None where no
    input of its kind tells.
    """

    id: str
    kind: Kind
    name: str
    at: Source
    key: Value[bool] | None = None
    people: tuple[str, ...] | None = None
    several: bool = False
    used: Value[Use] | None = None
    keyed: Value[date | None] | None = None

    @property
    def own(self) -> bool:
        """Tell whether it signs in with what the account itself keeps of it."""
        return self.kind in {"person", "key"}

    @property
    def identities(self) -> tuple[str, ...] | None:
        """Return the identities that it stands for, None where it may be any number."""
        alone = self.own and not self.several
        return (self.id,) if self.people is None and alone else self.people


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain.

    `how` says by what (`sts:AssumeRole`, `Owner of the subscription`). `second_factor` is true
    where the step passes only with one, false where it passes without, unknown where someone else
    decides: the reason says who. `certain` is false where the step may not be possible at all.
    `by` is where the condition stands that enforces the second factor.
    """

    start: str
    end: str
    how: str
    at: Source
    second_factor: Value[bool]
    certain: bool = True
    by: Source | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """Steps from a principal to power, and whether each way there passes a second factor.

    `enforced` is false where these steps pass without, true where no way does, unknown where
    someone else decides or a step may not be possible.
    """

    steps: tuple[Step, ...]
    enforced: Value[bool]


@dataclass
class Powers:
    """The principals and steps of one input."""

    principals: dict[str, Principal] = field(default_factory=dict)
    steps: dict[str, list[Step]] = field(default_factory=lambda: defaultdict(list))
    unseen: dict[str, tuple[str, Source]] = field(default_factory=dict)
    """Places of whose administrators more than this input shows may exist, and why."""

    def principal(self, found: Principal) -> None:
        """Add a principal."""
        self.principals.setdefault(found.id, found)

    def step(self, made: Step) -> None:
        """Add a step."""
        self.steps[made.start].append(made)

    def chain(self, principal: str, place: str | None = None) -> Chain | None:
        """Return the chain that tells most of a principal; None where none leads to power.

        One that surely passes without a second factor, else one that may, else one that does not.
        With `place`, of the chains to power over that place.
        """
        open_, maybe, any_, _ = self._leads(place)
        if principal in open_:
            steps = self._follow(principal, open_)
            return Chain(steps, Known(False, steps[0].at))
        if principal in maybe:
            steps = self._follow(principal, maybe)
            return Chain(steps, _why(steps))
        if principal in any_:
            steps = self._follow(principal, any_)
            by = next(s for s in steps if _is(s.second_factor, wanted=True))
            return Chain(steps, Known(True, by.by or by.at))
        return None

    def chains(self, principal: str) -> tuple[Chain, ...]:
        """Return for each place over which a principal may have power the chain that tells most."""
        found = (self.chain(principal, place) for place in self.places)
        return tuple(chain for chain in found if chain is not None)

    def surely(self, principal: str, place: str | None = None) -> str | None:
        """Return the power that a chain leads to of which every step is possible, None for none."""
        leads = self._leads(place)[-1]
        return self._follow(principal, leads)[-1].end if principal in leads else None

    def leading(self, ends: Iterable[str]) -> Mapping[str, Step]:
        """Return the nodes from which steps may lead to some nodes, and the next step of each."""
        return _nearer(self._backward[2], ends)

    def reached(self, principal: str, *, surely: bool) -> frozenset[str]:
        """Return the nodes that a principal gets to, by steps that are surely possible or by any.

        Power itself ends a way.
        """
        found = {principal}
        queue = [principal]
        while queue:
            for step in self.steps.get(queue.pop(), ()):
                if step.end not in found and (step.certain or not surely):
                    found.add(step.end)
                    queue += [step.end] if not step.end.startswith(ADMINISTRATOR) else []
        return frozenset(found)

    def human(self, id_: str) -> Principal | None:
        """Return the principal with an id, None for a program, and where there is none."""
        found = self.principals.get(id_)
        return found if found is not None and found.kind != "machine" else None

    def administrators(self) -> list[Principal]:
        """Return the principals that may reach power, in the order they were added."""
        return [found for found in self.principals.values() if self.chain(found.id) is not None]

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Return the nodes of power that a step leads to."""
        ends = (step.end for steps in self.steps.values() for step in steps)
        return tuple(dict.fromkeys(end for end in ends if end.startswith(ADMINISTRATOR)))

    def _leads(self, place: str | None) -> Sequence[Mapping[str, Step]]:
        """Return for each kind of way from which nodes it leads to power, and the next step."""
        if (known := self._found.get(place)) is None:
            ends = self.places if place is None else (place,)
            known = self._found[place] = [_nearer(back, ends) for back in self._backward]
        return known

    @cached_property
    def _found(self) -> dict[str | None, Sequence[Mapping[str, Step]]]:
        return {}

    @cached_property
    def _backward(self) -> Sequence[Mapping[str, Sequence[Step]]]:
        """Return the steps of each kind of way by the node that they lead to."""
        kinds: tuple[Callable[[Step], bool], ...] = (
            lambda s: s.certain and _is(s.second_factor, wanted=False),
            lambda s: not _is(s.second_factor, wanted=True),
            lambda s: True,
            lambda s: s.certain,
        )
        found: list[dict[str, list[Step]]] = [defaultdict(list) for _ in kinds]
        for steps in self.steps.values():
            for step in steps:
                if step.start.startswith(ADMINISTRATOR):
                    continue
                for passes, back in zip(kinds, found, strict=True):
                    if passes(step):
                        back[step.end].append(step)
        return found

    @staticmethod
    def _follow(principal: str, leads: Mapping[str, Step]) -> tuple[Step, ...]:
        """Follow the next steps to power: each is one nearer, so that they end."""
        made: list[Step] = []
        node = principal
        while node in leads:
            made.append(leads[node])
            node = leads[node].end
        return tuple(made)


def _nearer(back: Mapping[str, Sequence[Step]], ends: Iterable[str]) -> Mapping[str, Step]:
    """Return of each node from which these ends are reached the step that leads nearer."""
    leads: dict[str, Step] = {}
    queue = deque(ends)
    while queue:
        for step in back.get(queue.popleft(), ()):
            if step.start not in leads:
                leads[step.start] = step
                queue.append(step.start)
    return leads


def _is(value: Value[bool], *, wanted: bool) -> bool:
    return isinstance(value, Known) and value.value is wanted


def _why(steps: Iterable[Step]) -> Unknown:
    """Tell why a chain is not decided: who else decides, or which step may not be possible."""
    known = list(steps)
    for step in known:
        if isinstance(step.second_factor, Unknown):
            return step.second_factor
    doubtful = next(step for step in known if not step.certain)
    return Unknown(f"whether this is possible is not known: {doubtful.how}", doubtful.at)
