"""Policies that deny something, and whom they deny can take away.

IAM User Guide, "Adding and removing IAM identity permissions": a policy that is attached is
detached, one that stands in an identity is deleted; who leaves a group loses what it has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cloudguard.providers.aws.identity.escalations import Escalation, by_way
from cloudguard.providers.aws.identity.globs import YES, Both
from cloudguard.providers.aws.identity.graph import Graph, Node
from cloudguard.providers.aws.identity.holdings import Held
from cloudguard.providers.aws.identity.policies import Policy
from cloudguard.providers.aws.identity.running import allowed
from cloudguard.values import Source

_LEAVE: Final = "member"


@dataclass(frozen=True, slots=True)
class Change:
    """What is left after some policies are taken away, by what, and on whom."""

    left: tuple[Policy, ...]
    says: tuple[str, ...]
    on: str
    at: Source
    certain: bool


@dataclass(frozen=True, slots=True)
class _Removal:
    """One policy, or all of a group, that can be taken away."""

    gone: tuple[Policy, ...]
    escalation: Escalation
    on: str
    met: Both

    @property
    def pure(self) -> bool:
        """Tell whether nothing but denials goes."""
        return not any(each.allows for policy in self.gone for each in policy.statements)


def changes(node: Node, graph: Graph, possible: int) -> Iterator[Change]:
    """Yield what somebody can make of his policies: each leaves less denied."""
    found = list(_removals(node, graph, possible))
    single = [each for each in found if each.escalation.session != _LEAVE]
    leaving = [each for each in found if each.escalation.session == _LEAVE]
    pure = [each for each in single if each.pure]
    ways = [pure, single, *([*pure, each] for each in leaving)]
    done: set[frozenset[int]] = set()
    for way in ways:
        for some in ([each for each in way if each.met.sure], way):
            gone = frozenset(id(policy) for each in some for policy in each.gone)
            if gone and gone not in done:
                done.add(gone)
                yield _change(node, some, gone)


def _change(node: Node, removals: Sequence[_Removal], gone: frozenset[int]) -> Change:
    had = node.session.layers[0].policies
    met = YES
    for each in removals:
        met &= each.met
    first = removals[0]
    says = tuple(dict.fromkeys(each.escalation.says for each in removals))
    left = tuple(policy for policy in had if id(policy) not in gone)
    return Change(left, says, first.on, node.source(first.escalation.actions[0]), met.sure)


def _removals(node: Node, graph: Graph, possible: int) -> Iterator[_Removal]:
    held = node.identity.held
    denying = [each for each in held if _denies(each)]
    for escalation in by_way("drop"):
        if not escalation.within(possible):
            continue
        if escalation.session == _LEAVE:
            for where in dict.fromkeys(each.where for each in denying if each.of == "group"):
                met = allowed(node, escalation, where)
                gone = tuple(each.policy for each in held if each.where == where)
                if met.possible:
                    yield _Removal(gone, escalation, where, met)
            continue
        for each in denying:
            if each.of == escalation.on and (escalation.session == "attached") == bool(each.arn):
                met = allowed(node, escalation, each.where)
                if met.possible:
                    yield _Removal((each.policy,), escalation, each.where, met)


def _denies(held: Held) -> bool:
    return any(each.denies and each.exact for each in held.policy.statements)
