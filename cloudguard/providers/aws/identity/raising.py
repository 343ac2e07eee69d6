"""What a session makes of its own rights: it raises them, and is rid of what limits them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.providers.aws.identity import actions, sessions
from cloudguard.providers.aws.identity.denials import changes
from cloudguard.providers.aws.identity.escalations import Escalation, by_way, relevant
from cloudguard.providers.aws.identity.evaluation import Layer, Session
from cloudguard.providers.aws.identity.globs import FRESH, NO, YES, Both, shown
from cloudguard.providers.aws.identity.graph import Graph, Node, full
from cloudguard.providers.aws.identity.people import Identity
from cloudguard.providers.aws.identity.running import allowed
from cloudguard.values import Known, Source

_ENROL: Final = "iam:EnableMFADevice"


class Raising:
    """Draws the steps that a session takes alone; `sure` are those that surely have power."""

    def __init__(self, graph: Graph) -> None:
        """Begin with no power."""
        self._graph = graph
        self.sure: set[str] = set()
        self._addresses: dict[str, str] = {}
        self._new: dict[str, Both] = {}

    def power(self, node: Node, how: str, at: Source, *, certain: bool) -> None:
        """Draw the step to power itself."""
        place = self._graph.place(node.identity.account)
        self._graph.step(node.id, place, how, at, certain=certain)
        if certain:
            self.sure.add(node.id)

    def rights(self, node: Node, possible: int) -> Iterator[Node]:
        """Give oneself more rights."""
        if " raised" in node.id:
            return
        identity = node.identity
        for escalation in by_way("raise"):
            if not escalation.within(possible):
                continue
            if escalation.on == "other-group":
                yield from self._join(node, escalation)
                continue
            for arn in own(identity, escalation.on, self._graph):
                met = allowed(node, escalation, arn)
                if met.possible:
                    yield from self.raised(node, identity, escalation, arn, met, node.kind)

    def raised(
        self,
        node: Node,
        identity: Identity,
        escalation: Escalation,
        on: str,
        met: Both,
        kind: str,
        besides: str = "",
        by: Source | None = None,
    ) -> Iterator[Node]:
        """Give an identity all rights that its boundary, and what denies it something, leave.

        `by` is where a second factor is asked for on the way.
        """
        at = node.source(escalation.actions[0])
        how = f"{escalation.says}{besides} on {self._called(on)}"
        certain = met.sure and not escalation.unsure
        alone = identity is node.identity
        had = node.session.layers[0].policies if alone else tuple(identity.policies)
        if escalation.on == "policy":  # what it denied is gone
            rewritten = {id(held.policy) for held in identity.held if held.arn == on}
            had = tuple(policy for policy in had if id(policy) not in rewritten)
        bounded = identity.boundary is not None and not (alone and node.id.endswith(" unbounded"))
        free = not (bounded or identity.levels or any(policy.denies for policy in had))
        suffix = f" raised by {on}" if escalation.on == "policy" else " raised"
        raised = [*had, full()]
        made = None if free else self._graph.node(identity, kind, suffix, raised, bounded=bounded)
        left = YES if made is None else NO if bounded else made.session.most()
        factor = None if by is None else Known(True, by)
        if left.possible:
            sure = certain and left.sure
            place = self._graph.place(identity.account)
            self._graph.step(node.id, place, how, at, certain=sure, second_factor=factor, by=by)
            if sure and by is None and identity.account == node.identity.account:
                self.sure.add(node.id)
        if made is not None and not left.sure:
            self._graph.step(
                node.id, made.id, how, at, certain=certain, second_factor=factor, by=by
            )
            yield made

    def _join(self, node: Node, escalation: Escalation) -> Iterator[Node]:
        user = node.identity
        if user.kind != "user":
            return
        for address, group in self._graph.people.groups.items():
            useful = any(policy.possible & relevant() for policy in group.policies)
            if address in user.groups or not useful:
                continue
            met = allowed(node, escalation, group.arn)
            if met.possible:
                policies = (*user.policies, *group.policies)
                made = self._graph.node(user, node.kind, f" in {address}", policies)
                at = node.source(escalation.actions[0])
                how = f"{escalation.says} on {address}"
                asks = group.asks_mfa if node.kind == sessions.WITH_MFA else None
                factor = None if asks is None or user.asks_mfa else Known(True, asks)
                self._graph.step(
                    node.id, made.id, how, at, certain=met.sure, second_factor=factor, by=asks
                )
                yield made

    def rid(self, node: Node, possible: int) -> Iterator[Node]:
        """Be rid of policies that deny something."""
        if " without " in node.id or not node.identity.held:
            return
        for number, change in enumerate(changes(node, self._graph, possible)):
            suffix = node.id.removeprefix(f"{node.identity.address} {node.kind}")
            suffix += f" without what denies{f' ({number + 1})' if number else ''}"
            bounded = " unbounded" not in node.id
            made = self._graph.node(node.identity, node.kind, suffix, change.left, bounded=bounded)
            how = f"{' + '.join(change.says)} on {self._called(change.on)}"
            self._graph.step(node.id, made.id, how, change.at, certain=change.certain)
            yield made

    def free(self, node: Node, possible: int) -> Iterator[Node]:
        """Take away a boundary that its holder can edit."""
        identity = node.identity
        if identity.boundary is None or " unbounded" in node.id or " raised" in node.id:
            return
        for escalation in by_way("free"):
            arns = own(identity, escalation.on, self._graph)
            if escalation.on == "policy":
                arns = [identity.boundary_arn] if identity.boundary_arn else []
            for arn in arns:
                met = allowed(node, escalation, arn) if escalation.within(possible) else NO
                if met.possible:
                    made = self._graph.node(identity, node.kind, " unbounded", bounded=False)
                    how = f"{escalation.says} on {self._called(arn)}, its boundary"
                    at = node.source(escalation.actions[0])
                    self._graph.step(node.id, made.id, how, at, certain=met.sure)
                    yield made

    def enrolled(self, node: Node, possible: int) -> Iterator[Node]:
        """Bring a device of one's own for a user that is known to have none.

        IAM API Reference, EnableMFADevice: the session that follows has passed a second factor,
        whose owner nobody has verified.
        """
        user = node.identity
        devices = user.credentials.devices
        known = isinstance(devices, Known)
        if devices is None or (isinstance(devices, Known) and devices.value):
            return
        if node.kind == sessions.WITH_MFA or not possible & actions.bit(_ENROL):
            return
        met = node.session.may(_ENROL, user.arn)
        if met.possible:
            made = self._graph.node(user, sessions.WITH_MFA)
            how = f"{_ENROL} on itself: it has no device"
            certain = met.sure and known
            self._graph.step(node.id, made.id, how, node.source(_ENROL), certain=certain)
            yield made

    def create(self, node: Node, escalation: Escalation, possible: int) -> None:
        """Make a new identity that has them."""
        if not escalation.within(possible):
            return
        met = YES if node.id not in self.sure else NO
        for action in escalation.actions:
            met &= node.session.somewhere(action, escalation.form) if met.possible else NO
        if met.possible:
            met &= self._newcomer(node.identity.account)
        if met.possible:
            at = node.source(escalation.actions[0])
            ruling = node.identity.account in self._graph.organisation.ruling
            certain = met.sure and not escalation.unsure and (ruling or not escalation.account)
            self.power(node, escalation.says, at, certain=certain)

    def _newcomer(self, account: str) -> Both:
        """Tell whether a new identity with all rights has them: the organisation may deny some."""
        if account not in self._new:
            levels = self._graph.organisation.levels(account)
            caller = sessions.Caller(f"arn:aws:iam::{account}:user/{FRESH}", account, FRESH)
            session = Session(
                (Layer((full(),)), *levels),
                sessions.context(caller, sessions.KEY),
                sessions.names(caller),
            )
            self._new[account] = session.most()
        return self._new[account]

    def _called(self, arn: str) -> str:
        if not self._addresses:
            groups = self._graph.people.groups.values()
            self._addresses = {e.arn: e.address for e in (*groups, *self._graph.people.all())}
        return self._addresses.get(arn, shown(arn))


def own(identity: Identity, on: str, graph: Graph) -> list[str]:
    """Return what of somebody can be changed: itself, its groups, the policies it has."""
    if on == identity.kind:
        return [identity.arn]
    if on == "group":
        return [graph.people.groups[address].arn for address in identity.groups]
    return list(dict.fromkeys(identity.own)) if on == "policy" else []
