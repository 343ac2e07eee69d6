"""Sessions of an input's identities as nodes, and the steps between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from cloudguard.identity.powers import Powers, Step, administrator
from cloudguard.providers.aws.identity import actions, sessions
from cloudguard.providers.aws.identity.directory import Arns, Directory
from cloudguard.providers.aws.identity.evaluation import Layer, Session
from cloudguard.providers.aws.identity.globs import ANY, NO, Both, meets, open_account, shown
from cloudguard.providers.aws.identity.holders import holders
from cloudguard.providers.aws.identity.organisation import Organisation
from cloudguard.providers.aws.identity.people import Identity, People
from cloudguard.providers.aws.identity.policies import FULL, Policy, compiled
from cloudguard.providers.aws.identity.trust import AWS, FEDERATED, SERVICE, UNSIGNED, Entry, Trust
from cloudguard.values import Known, Source, Value

ASSUME: Final = "sts:AssumeRole"
# STS API Reference, GetSessionToken: without MFA its credentials call no IAM operation, and of
# STS only these.
_OF_TOKEN: Final = {
    "Statement": [
        {"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*"},
        {"Effect": "Allow", "Action": [ASSUME, "sts:GetCallerIdentity"], "Resource": "*"},
    ]
}
_BOUNDARY: Final = frozenset({"identity", "boundary"})
_IDENTITY: Final = frozenset({"identity"})


@dataclass(slots=True, eq=False)
class Node:
    """A session of an identity; `at` is where the rights are written that it has."""

    id: str
    identity: Identity
    kind: str
    session: Session

    @property
    def at(self) -> Source:
        """Return where its rights are written."""
        return self.identity.resource.source()

    def source(self, action: str) -> Source:
        """Return the policy that may allow an action."""
        wanted = actions.bit(action)
        found = (p.at for p in self.session.layers[0].policies if p.possible & wanted)
        return next(found, self.at)


class Graph:
    """The sessions of one input, and whom each role admits."""

    def __init__(self, directory: Directory, powers: Powers) -> None:
        """Read identities, trusts and the organisation's policies."""
        self.directory = directory
        self.powers = powers
        self.people = People(directory)
        self.organisation = Organisation(directory)
        self.trusts = {a: Trust(role, directory) for a, role in self.people.roles.items()}
        self.holders = holders(directory)
        self.role_arns = Arns((r.arn, a) for a, r in self.people.roles.items())
        self.user_arns = Arns((u.arn, a) for a, u in self.people.users.items())
        self.nodes: dict[str, Node] = {}
        self.tags_count = any(
            policy.asks_tags
            for policy in (
                *(trust.policy for trust in self.trusts.values()),
                *(p for identity in self.people.all() for p in identity.policies),
            )
        )
        """Whether anything asks for tags of who asks."""
        for identity in self.people.all():
            identity.levels = self.organisation.levels(identity.account)
        trusts = [t.policy.at for t in self.trusts.values() if t.asks_mfa]
        groups = [at for g in self.people.groups.values() if (at := g.asks_mfa) is not None]
        self.others_ask = next(iter(trusts + groups), None)
        """Where a trust, or a policy of a group, asks how somebody signed in."""
        self.direct: dict[str, list[str]] = defaultdict(list)
        """By the address of an identity the roles whose trust may name it."""
        self.open: list[str] = []
        """Roles that may admit anyone."""
        self.unnamed: dict[str, Source] = {}
        """Roles of whose trust it is not known whom it names."""
        for address, trust in self.trusts.items():
            for entry in trust.entries:
                if entry.kind != AWS or entry.account is not None:
                    continue
                if entry.anyone:
                    self.open.append(address)
                    continue
                if entry.who == ANY:
                    self.unnamed[address] = trust.policy.at
                else:
                    for arns in (self.user_arns, self.role_arns):
                        for _, named in arns.matching(entry.who):
                            self.direct[named].append(address)
        self.vouched = [
            (address, entry)
            for address, trust in self.trusts.items()
            for entry in trust.entries
            if entry.kind == FEDERATED
            and ("saml-provider/" in entry.who or entry.who == ANY)
            and entry.statement.met(UNSIGNED, {}).possible
        ]
        """Roles that identity providers of the account vouch for."""
        self.services = {a: dict(_services(t)) for a, t in self.trusts.items()}

    def place(self, account: str) -> str:
        """Return the node of power over an account."""
        return administrator(place_name(account))

    def node(
        self,
        identity: Identity,
        kind: str,
        suffix: str = "",
        policies: Iterable[Policy] | None = None,
        *,
        bounded: bool = True,
    ) -> Node:
        """Return a session of an identity, with its own policies or others."""
        id_ = f"{identity.address} {kind}{suffix}"
        if id_ in self.nodes:
            return self.nodes[id_]
        own = tuple(identity.policies if policies is None else policies)
        layers = [Layer(own)]
        if bounded and identity.boundary is not None:
            layers.append(identity.boundary)
        layers += identity.levels or self.organisation.levels(identity.account)
        if kind == sessions.TOKEN:
            layers.append(Layer((_of_token(),), kind="token"))
        caller = identity.caller
        session = Session(tuple(layers), sessions.context(caller, kind), sessions.names(caller))
        if self.tags_count and self._tags_change(identity, session):
            caller = replace(caller, tags=None)
            session = Session(tuple(layers), sessions.context(caller, kind), sessions.names(caller))
        made = self.nodes[id_] = Node(id_, identity, kind, session)
        return made

    def _tags_change(self, identity: Identity, session: Session) -> bool:
        """Tell whether an identity may tag itself, or is tagged by who begins its session.

        IAM User Guide, "Pass session tags in AWS STS": they stand in for the role's own.
        """
        action = "iam:TagRole" if identity.kind == "role" else "iam:TagUser"
        wanted = actions.bit(action)
        if session.possible() & wanted and session.may(action, identity.arn).possible:
            return True
        trust = self.trusts.get(identity.address)
        tagging = actions.bit("sts:TagSession")
        return trust is not None and any(
            statement.allows and statement.possible & tagging
            for statement in trust.policy.statements
        )

    def role(self, address: str) -> Node:
        """Return the session of a role."""
        return self.node(self.people.roles[address], sessions.ROLE)

    def own_nodes(self, identity: Identity) -> tuple[Node, ...]:
        """Return the sessions that an identity can have, as far as they differ."""
        return tuple(self.node(identity, kind) for kind in self.own_kinds(identity))

    def own_kinds(self, identity: Identity) -> tuple[str, ...]:
        """Return the kinds of session that an identity can have, as far as they differ."""
        if identity.kind == "role":
            return (sessions.ROLE,)
        if identity.asks_mfa is not None:
            return (sessions.KEY, sessions.CONSOLE, sessions.TOKEN, sessions.WITH_MFA)
        if self.others_ask is not None:
            return (sessions.KEY, sessions.CONSOLE, sessions.WITH_MFA)
        return (sessions.KEY,)

    def step(
        self,
        start: str,
        end: str,
        how: str,
        at: Source,
        *,
        certain: bool = True,
        second_factor: Value[bool] | None = None,
        by: Source | None = None,
    ) -> None:
        """Draw a step."""
        factor = Known(False, at) if second_factor is None else second_factor
        self.powers.step(Step(start, end, shown(how), at, factor, certain, by))

    def targets(
        self, node: Node, action: str, arns: Arns, among: Iterable[str] | None = None
    ) -> Iterator[tuple[str, str]]:
        """Yield what of some ARNs an action may be allowed on, with the addresses."""
        wanted = None if among is None else set(among)
        seen: set[str] = set()
        for pattern in node.session.named(action):
            for arn, address in arns.matching(pattern):
                if address not in seen and (wanted is None or address in wanted):
                    seen.add(address)
                    yield arn, address

    def admits(self, node: Node, address: str) -> Both:
        """Tell whether a session may begin one of a role."""
        role, trust = self.people.roles[address], self.trusts[address]
        caller = node.identity
        same = meets(role.account, caller.account)
        context = {**node.session.context, **trust.chosen(node.session.names)}
        found = NO
        for entry in trust.entries:
            if entry.kind != AWS:
                continue
            named, direct = self._speaks_of(entry, caller)
            if not named.possible:
                continue
            met = entry.certain & named & entry.statement.met(context, node.session.names)
            if not met.possible:
                continue
            alone = node.session.may(ASSUME, role.arn)
            if direct and same.possible:
                skip = _BOUNDARY if caller.kind == "user" else _IDENTITY
                alone |= same & node.session.granted(ASSUME, role.arn, skip)
            found |= met & alone
        if not found.possible:
            return NO
        found &= ~trust.denied(context, node.session.names)
        of_resources = self.organisation.of_resources(role.account)
        if of_resources:
            bound = Session((), node.session.context, node.session.names, of_resources)
            found &= bound.granted(ASSUME, role.arn, frozenset())
        return found

    @staticmethod
    def _speaks_of(entry: Entry, caller: Identity) -> tuple[Both, bool]:
        """Tell whether an entry names a caller, and whether it does so itself."""
        if entry.anyone:
            return meets("*", caller.arn), True
        if entry.account is not None:
            return meets(entry.account, caller.account), False
        return meets(entry.who, caller.arn), True


def place_name(account: str) -> str:
    """Return what an account is called."""
    if not open_account(account):
        return f"AWS account {account}"
    number = ord(account[0]) - 0xE000
    return "this AWS account" if not number else f"AWS account ({number + 1})"


def _services(trust: Trust) -> Iterator[tuple[str, Both]]:
    """Yield the services that a role admits. Its conditions may ask on whose behalf they come."""
    context = {
        "aws:sourceaccount": (trust.role.account,),
        "aws:principalisawsservice": ("true",),
    }
    found: dict[str, Both] = {}
    for entry in trust.entries:
        if entry.kind in {SERVICE, "*"}:
            met = entry.certain & entry.statement.met(context, {})
            found[entry.who] = found.get(entry.who, NO) | met
    yield from found.items()


@cache
def _of_token() -> Policy:
    return compiled({"Version": "2012-10-17", **_OF_TOKEN}, str, Source("GetSessionToken"))


@cache
def full() -> Policy:
    """Return the policy that allows everything: what one can give oneself."""
    return compiled(FULL, str, Source("any policy"))
