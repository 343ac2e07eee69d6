"""What a session can become: by its own rights, by other identities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from cloudguard.providers.aws.identity import actions, sessions
from cloudguard.providers.aws.identity.conditions import Alternatives
from cloudguard.providers.aws.identity.directory import Arns
from cloudguard.providers.aws.identity.escalations import ASSUME, Escalation, by_way, relevant
from cloudguard.providers.aws.identity.globs import ANY, FRESH, MAYBE, NO, YES, Both, shown
from cloudguard.providers.aws.identity.graph import Graph, Node
from cloudguard.providers.aws.identity.people import ROLE, USER, Identity
from cloudguard.providers.aws.identity.raising import Raising, own
from cloudguard.providers.aws.identity.running import Running, allowed
from cloudguard.values import Known

_ROLE_FORM: Final = "arn:aws:iam::*:role/*"
_USER_FORM: Final = "arn:aws:iam::*:user/*"
_MAKE: Final = "iam:CreateLoginProfile"
_SET: Final = "iam:UpdateLoginProfile"
_DELETE: Final = "iam:DeleteLoginProfile"
_UNENROL: Final = "iam:DeactivateMFADevice"
_BECOMES: Final = {
    "key": sessions.KEY,
    "console": sessions.CONSOLE,
    "mfa": sessions.WITH_MFA,
}


class Ways:
    """Draws the steps of a graph, from session to session."""

    def __init__(self, graph: Graph) -> None:
        """Begin with nothing explored."""
        self._graph = graph
        self._done: set[str] = set()
        self._live: dict[str, bool] = {}
        self._arns: dict[int, Arns] = {}
        self._others: dict[tuple[str, str], Arns] = {}
        self._own = Raising(graph)
        self._running = Running(graph, self._live_of, self._unseen)

    def explore(self, node: Node) -> None:
        """Draw the steps from a node, and from all that it leads to."""
        queue = [node]
        while queue:
            here = queue.pop()
            if here.id in self._done:
                continue
            self._done.add(here.id)
            queue += self._from(here)

    def _from(self, node: Node) -> Iterator[Node]:
        possible = node.session.possible()
        place = self._graph.place(node.identity.account)
        if possible == actions.everything():
            whole = node.session.everything()
            if whole.possible:
                at = node.source("iam:CreatePolicyVersion")
                self._own.power(node, "every action", at, certain=whole.sure)
        if possible & relevant() and node.id not in self._own.sure:
            for escalation in by_way("create"):
                self._own.create(node, escalation, possible)
            yield from self._own.rights(node, possible)
        if node.id in self._own.sure:
            return  # what else it can do adds nothing
        yield from self._own.enrolled(node, possible)
        if possible & relevant():
            yield from self._own.rid(node, possible)
            yield from self._own.free(node, possible)
            yield from self._become(node, possible, place)
            yield from self._roles(node, possible, place)
            yield from self._lifted(node, possible)
            yield from self._vouched(node, possible)
            yield from self._running.passed(node, possible, place)
            yield from self._running.used(node, possible, place)
        yield from self._assumed(node, possible, place)

    def _become(self, node: Node, possible: int, place: str) -> Iterator[Node]:
        graph = self._graph
        for escalation in by_way("become"):
            if not escalation.within(possible):
                continue
            action = escalation.actions[0]
            kind = _BECOMES[escalation.session]
            for arn, address in graph.targets(node, action, self._live_of(graph.people.users)):
                user = graph.people.users[address]
                if user is node.identity:
                    continue
                met = allowed(node, escalation, arn)
                met &= _login(node, user, arn, action) if met.possible else NO
                if met.possible:
                    made = graph.node(user, kind)
                    how = f"{escalation.says} on {address}"
                    graph.step(node.id, made.id, how, node.source(action), certain=met.sure)
                    yield made
            self._unseen(node, escalation.actions, _USER_FORM, graph.user_arns, place)

    def _lifted(self, node: Node, possible: int) -> Iterator[Node]:
        """Give another user all rights, and sign in as that user."""
        graph = self._graph
        for escalation in by_way("lift-user"):
            if not escalation.within(possible):
                continue
            for arn, address in self._held(node, escalation, USER):
                user = graph.people.users[address]
                met = allowed(node, escalation, arn)
                if user is node.identity or not met.possible:
                    continue
                for become in by_way("become"):
                    both = met & allowed(node, become, user.arn) if become.within(possible) else NO
                    action = become.actions[0]
                    both &= _login(node, user, user.arn, action) if both.possible else NO
                    if both.possible:
                        kind = _BECOMES[become.session]
                        more = f" + {become.says}"
                        yield from self._own.raised(node, user, escalation, arn, both, kind, more)

    def _held(self, node: Node, escalation: Escalation, type_: str) -> Iterator[tuple[str, str]]:
        """Yield what of somebody an escalation may be allowed on, and whose it is."""
        identities = self._graph.people.of(type_).values()
        on = escalation.on
        if (arns := self._others.get((on, type_))) is None:
            owned = ((arn, e.address) for e in identities for arn in own(e, on, self._graph))
            arns = self._others[on, type_] = Arns(owned)
        patterns = node.session.named(escalation.actions[0])
        yield from dict.fromkeys(pair for pattern in patterns for pair in arns.matching(pattern))

    def _vouched(self, node: Node, possible: int) -> Iterator[Node]:
        """Become what an identity provider vouches for, by putting another in its place."""
        graph = self._graph
        for escalation in by_way("vouch"):
            if not escalation.within(possible):
                continue
            for address, entry in graph.vouched:
                met = allowed(node, escalation, entry.who)
                met &= entry.certain & Both(sure=ANY not in entry.who, possible=True)
                if met.possible and self.leads(graph.people.roles[address]):
                    made = graph.role(address)
                    how = f"{escalation.says} on {shown(entry.who)}, which {address} trusts"
                    at = node.source(escalation.actions[0])
                    graph.step(node.id, made.id, how, at, certain=met.sure)
                    yield made

    def _assumed(self, node: Node, possible: int, place: str) -> Iterator[Node]:
        graph = self._graph
        among = dict.fromkeys((*graph.direct.get(node.identity.address, ()), *graph.open))
        if possible & actions.bit(ASSUME):
            found = graph.targets(node, ASSUME, self._live_of(graph.people.roles))
            among |= dict.fromkeys(address for _, address in found)
            self._unseen(node, (ASSUME,), _ROLE_FORM, graph.role_arns, place)
        for address in among:
            role = graph.people.roles[address]
            if role is node.identity or not self.leads(role):
                continue
            met = graph.admits(node, address)
            if met.possible:
                made = graph.role(address)
                trust = graph.trusts[address]
                self._assume(node, made, f"{ASSUME} on {address}", met, asks=trust.asks_mfa)
                yield made
        for address, at in graph.unnamed.items():
            made = graph.role(address)
            how = f"{ASSUME} on {address}: whom its trust names is not known"
            graph.step(node.id, made.id, how, at, certain=False)
            yield made

    def _assume(self, node: Node, made: Node, how: str, met: Both, *, asks: bool) -> None:
        """Draw the step to a role; a trust that asks for a second factor is where it stands."""
        at = self._graph.trusts[made.identity.address].policy.at
        with_mfa = node.kind == sessions.WITH_MFA and asks
        factor = Known(True, at) if with_mfa else None
        self._graph.step(
            node.id,
            made.id,
            how,
            at,
            certain=met.sure,
            second_factor=factor,
            by=at if asks else None,
        )

    def _roles(self, node: Node, possible: int, place: str) -> Iterator[Node]:
        """Rewrite the trust of a role, or the rights of one that can be assumed."""
        graph = self._graph
        (trust,) = by_way("trust")
        if trust.within(possible):
            live = self._live_of(graph.people.roles)
            for arn, address in graph.targets(node, trust.actions[0], live):
                role = graph.people.roles[address]
                met = allowed(node, trust, arn)
                if role is not node.identity and met.possible and self.leads(role):
                    made = graph.role(address)
                    at = node.source(trust.actions[0])
                    how = f"{trust.says} on {address}"
                    graph.step(node.id, made.id, how, at, certain=met.sure)
                    yield made
            self._unseen(node, trust.actions, _ROLE_FORM, graph.role_arns, place)
        for escalation in by_way("lift"):
            if not escalation.within(possible):
                continue
            for arn, address in self._held(node, escalation, ROLE):
                role = graph.people.roles[address]
                met = allowed(node, escalation, arn)
                if role is node.identity or not met.possible:
                    continue
                met &= graph.admits(node, address) | self._retrusted(node, role.arn, possible)
                asks = graph.trusts[address].asks_mfa and node.kind == sessions.WITH_MFA
                by = graph.trusts[address].policy.at if asks else None
                if met.possible:
                    kind = sessions.ROLE
                    yield from self._own.raised(node, role, escalation, arn, met, kind, by=by)

    @staticmethod
    def _retrusted(node: Node, arn: str, possible: int) -> Both:
        (trust,) = by_way("trust")
        return allowed(node, trust, arn) if trust.within(possible) else NO

    def _unseen(
        self,
        node: Node,
        needed: Iterable[str],
        form: str,
        known: Arns,
        place: str,
        besides: str = "",
        extra: Mapping[str, Alternatives] | None = None,
    ) -> None:
        """Draw a step to what this input does not show: it may lead to power."""
        if self._graph.people.complete:
            return
        first, *others = needed
        called = known.names
        for name in dict.fromkeys(node.session.named(first, fresh=True)):
            if name in called or not node.session.may(first, name, extra).possible:
                continue
            wide = FRESH in name
            what = "what this input does not show" if wide else name
            more = f" + {besides}" if besides else ""
            how = f"{' + '.join((first, *others))}{more} on {what}"
            self._graph.step(node.id, place, how, node.source(first), certain=False)
            return

    def _live_of(self, identities: Mapping[str, Identity]) -> Arns:
        """Return the ARNs of those that may get anywhere."""
        if (kind := id(identities)) not in self._arns:
            live = ((each.arn, a) for a, each in identities.items() if self.leads(each))
            self._arns[kind] = Arns(live)
        return self._arns[kind]

    def leads(self, identity: Identity) -> bool:
        """Tell whether an identity may get anywhere: most cannot, and are not looked at."""
        if (known := self._live.get(identity.address)) is None:
            kinds = self._graph.own_kinds(identity)
            if identity.asks_mfa is None:
                kinds = kinds[:1]  # they differ only in what others let in
            sessions_ = (self._graph.node(identity, kind).session for kind in kinds)
            known = any(session.possible() & relevant() for session in sessions_)
            known = known or identity.address in self._graph.direct
            known = known or bool(self._graph.unnamed or self._graph.open)
            self._live[identity.address] = known
        return known


def _login(node: Node, user: Identity, arn: str, action: str) -> Both:
    """Tell whether a user has the password that is set anew, or none where one is made.

    IAM API Reference, CreateLoginProfile: EntityAlreadyExists; UpdateLoginProfile: NoSuchEntity.
    What stands beside this input may be otherwise.
    """
    has = user.credentials
    if action == _SET:
        console = has.console
        if isinstance(console, Known):
            return YES & _past_device(node, user, arn) if console.value else NO
        return MAYBE & _past_device(node, user, arn)
    if action == _MAKE:
        made = MAYBE | node.session.may(_DELETE, arn) if has.may_have_login else YES
        return made & _past_device(node, user, arn)
    return YES


def _past_device(node: Node, user: Identity, arn: str) -> Both:
    """Tell whether a password alone opens the console: a device that is known to be there does not.

    IAM User Guide, "Using MFA devices with your IAM sign-in page"; whoever may take it away may.
    """
    devices = user.credentials.devices
    if isinstance(devices, Known) and devices.value:
        return node.session.may(_UNENROL, arn)
    return YES
