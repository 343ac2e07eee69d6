"""Roles that one gets by what runs with them: passed to a service, or already there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from cloudguard.providers.aws.identity import actions
from cloudguard.providers.aws.identity.directory import Arns
from cloudguard.providers.aws.identity.escalations import PASS, Escalation, by_way
from cloudguard.providers.aws.identity.globs import NO, YES, Both
from cloudguard.providers.aws.identity.graph import Graph, Node
from cloudguard.providers.aws.identity.people import Identity

_ROLE_FORM: Final = "arn:aws:iam::*:role/*"


class Running:
    """Draws the steps to what runs with a role.

    `live` gives the ARNs of those that may get anywhere, `unseen` draws what is not shown.
    """

    def __init__(
        self,
        graph: Graph,
        live: Callable[[Mapping[str, Identity]], Arns],
        unseen: Callable[..., None],
    ) -> None:
        """Draw into a graph."""
        self._graph = graph
        self._live = live
        self._unseen = unseen

    def passed(self, node: Node, possible: int, place: str) -> Iterator[Node]:
        """Pass a role to a service that one makes something run in."""
        graph = self._graph
        if not possible & actions.bit(PASS):
            return
        done: set[tuple[str, bool]] = set()
        for escalation in by_way("pass"):
            if not escalation.within(possible):
                continue
            met = YES
            for action in escalation.actions:
                met &= node.session.somewhere(action, "*")
            if not met.possible:
                continue
            service = escalation.service
            extra = {"iam:passedtoservice": (service,)}
            for arn, address in graph.targets(node, PASS, self._live(graph.people.roles)):
                role = graph.people.roles[address]
                trusts = admitted(graph.services[address], service)
                if role is node.identity or not trusts.possible:
                    continue
                both = met & trusts & node.session.may(PASS, arn, extra)
                certain = both.sure and not escalation.unsure
                if both.possible and (address, certain) not in done and (address, True) not in done:
                    done.add((address, certain))
                    made = graph.role(address)
                    how = f"{PASS} + {escalation.says} on {address}"
                    graph.step(node.id, made.id, how, node.source(PASS), certain=certain)
                    yield made
            form, known = _ROLE_FORM, graph.role_arns
            self._unseen(node, (PASS,), form, known, place, escalation.says, extra)

    def used(self, node: Node, possible: int, place: str) -> Iterator[Node]:
        """Use what already runs with a role."""
        graph = self._graph
        live = self._live(graph.people.roles).names
        for escalation in by_way("use"):
            if not escalation.within(possible):
                continue
            for holder in graph.holders[escalation.holder]:
                role = graph.people.roles.get(holder.role)
                if role is not None and (role is node.identity or role.arn not in live):
                    continue
                met = allowed(node, escalation, holder.arn)
                if not met.possible:
                    continue
                how = f"{escalation.says} on {holder.resource.address}"
                certain = met.sure and not escalation.unsure and not holder.resource.doubt
                at = node.source(escalation.actions[0])
                if role is None:
                    graph.step(node.id, place, f"{how}, whose role is not known", at, certain=False)
                else:
                    made = graph.role(role.address)
                    graph.step(node.id, made.id, how, at, certain=certain)
                    yield made


def allowed(node: Node, escalation: Escalation, arn: str) -> Both:
    """Tell whether all actions are allowed on something.

    What makes a thing of its own need only be allowed anywhere.
    """
    met = YES
    for number, action in enumerate(escalation.actions):
        if node.session.uniform(action):
            continue
        makes = (number > 0 and ":Create" in action) or action.endswith("LifecycleConfig")
        met &= node.session.somewhere(action, "*") if makes else node.session.may(action, arn)
        if not met.possible:
            return NO
    return met


def admitted(services: dict[str, Both], service: str) -> Both:
    """Tell whether a role admits a service, by those that its trust names."""
    found = NO
    for name, met in services.items():
        if name == service:
            found |= met
        elif name in {"*", "\uf8ff"}:
            found |= Both(sure=False, possible=met.possible)
    return found
