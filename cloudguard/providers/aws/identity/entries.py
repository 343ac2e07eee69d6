"""Who begins: people with logins and keys, whom identity providers send, other accounts, anyone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.identity.powers import Kind, Principal
from cloudguard.providers.aws.identity import sessions
from cloudguard.providers.aws.identity.globs import ANY, YES, Both, meets, shown
from cloudguard.providers.aws.identity.graph import Graph, Node, place_name
from cloudguard.providers.aws.identity.issuers import COGNITO, SHARED, limited, nobodys
from cloudguard.providers.aws.identity.people import Identity
from cloudguard.providers.aws.identity.trust import (
    AWS,
    FEDERATED,
    SERVICE,
    UNSIGNED,
    Entry,
    Trust,
    federation,
    organisation,
)
from cloudguard.providers.aws.identity.ways import Ways
from cloudguard.values import Known, Source, Unknown, Value

_MACHINES: Final = ("oidc.eks.", "oidc.op1.openshiftapps.com", "container.googleapis.com")
_CENTRE: Final = "AWSReservedSSO_"
_WHOM: Final = "whom the trust policy names is not known"


def users(graph: Graph, ways: Ways) -> None:
    """Draw what users can do: with a key, at the console, with or without a second factor."""
    for user in graph.people.users.values():
        at, has = user.resource.source(), user.credentials
        found = Principal(
            user.address, "person", _shown(user), at, has.lasting, used=has.used, keyed=has.keyed
        )
        graph.powers.principal(found)
        for node, certain, by in _signed_in(user, graph) if ways.leads(user) else ():
            graph.step(
                user.address,
                node.id,
                f"signs in: {node.kind}",
                at,
                certain=certain and not user.resource.doubt,
                second_factor=Known(by is not None, at),
                by=by,
            )
            ways.explore(node)


def _signed_in(user: Identity, graph: Graph) -> Iterator[tuple[Node, bool, Source | None]]:
    """Yield the sessions of a user, whether each is sure, and what asks for a second factor."""
    has = user.credentials
    if has.devices is not None:
        for kind, certain, with_device in has.sessions():
            asks = has.devices.source if with_device else None
            yield graph.node(user, kind), certain, asks
        return
    for node in graph.own_nodes(user):
        # Without a login profile in this input the console may or may not be open to him.
        certain = node.kind != sessions.CONSOLE or has.console is not None
        yield node, certain, user.asks_mfa if node.kind == sessions.WITH_MFA else None


def roles(graph: Graph, ways: Ways) -> None:
    """Draw who begins a session of each role that is not an identity of this input."""
    for address, trust in graph.trusts.items():
        role = trust.role
        node = graph.role(address)
        ways.explore(node)
        kinds: list[Kind] = []
        for entry in trust.entries:
            for kind, start, how, factor, certain in _entries(entry, role, graph, node):
                kinds.append(kind)
                graph.step(
                    start,
                    node.id,
                    how,
                    trust.policy.at,
                    certain=certain and not role.resource.doubt,
                    second_factor=factor,
                    by=trust.policy.at,
                )
        if kinds:
            first: Kind = next(
                (kind for kind in ("anyone", "federated", "person") if kind in kinds), "machine"
            )
            graph.powers.principal(
                Principal(address, first, _shown(role), role.resource.source(), _unnamed(trust))
            )


def _unnamed(trust: Trust) -> Unknown | None:
    """Return why nobody knows who comes: someone of this account with a key of his own, perhaps."""
    if any(entry.who == ANY for entry in trust.entries):
        return Unknown(_WHOM, trust.policy.at)
    return None


def _entries(
    entry: Entry, role: Identity, graph: Graph, node: Node
) -> Iterator[tuple[Kind, str, str, Value[bool], bool]]:
    """Yield how somebody from elsewhere enters: who, from which node, and with a second factor.

    A service enters at a node of its own: programs are not asked for a second factor.
    """
    at = graph.trusts[role.address].policy.at
    address = role.address
    if entry.kind == SERVICE:
        machine = f"{address} {shown(entry.who)}"
        only = all(each.kind == SERVICE for each in graph.trusts[address].entries)
        start = address if only else machine
        yield (
            "machine",
            start,
            f"{shown(entry.who)} begins it",
            Known(False, at),
            entry.certain.sure,
        )
    elif entry.kind == FEDERATED:
        denied = any(each.denies for each in graph.trusts[address].policy.statements)
        yield from _federated(entry, address, at, denied=denied)
    elif entry.kind == AWS:
        yield from _accounts(entry, role, graph, node, at)


def _accounts(
    entry: Entry, role: Identity, graph: Graph, node: Node, at: Source
) -> Iterator[tuple[Kind, str, str, Value[bool], bool]]:
    """Judge an account, or an identity of one, that this input does not show."""
    trust = graph.trusts[role.address]
    met = {
        kind: _met(entry, kind, trust)
        for kind in (sessions.KEY, sessions.CONSOLE, sessions.WITH_MFA, sessions.ROLE)
    }
    without = met[sessions.KEY] | met[sessions.CONSOLE] | met[sessions.ROLE]
    with_mfa = met[sessions.WITH_MFA]
    account = entry.account
    if entry.anyone or entry.who == ANY:
        if entry.who == ANY:
            yield "federated", role.address, _WHOM, Unknown(_WHOM, at), False
        elif without.possible and (name := organisation(entry.statement.condition)):
            how = f"{name} assumes it"
            reason = f"{name} decides: attest that whoever may assume this role signs in with MFA"
            yield "federated", role.address, how, Unknown(reason, at), True
        elif without.possible:
            # Whoever has an account of AWS can make such a request.
            sure = (entry.certain & without).sure
            yield "anyone", role.address, "anyone assumes it", Known(False, at), sure
        elif with_mfa.possible:
            yield "anyone", role.address, "anyone with MFA assumes it", Known(True, at), True
        return
    if _is_here(entry, graph):
        return
    own = account is not None and meets(account, role.account)
    name = place_name(account) if account is not None else shown(entry.who)
    if _CENTRE in entry.who:
        reason = "IAM Identity Center decides: attest that its sign-in requires MFA"
        yield "federated", role.address, f"{name} assumes it", Unknown(reason, at), True
    elif without.possible and own and own.sure:
        if graph.people.complete:  # "Switching to an IAM role": the root user cannot assume one
            return
        reason = (
            f"identities of {name} that this input does not show may assume it: "
            "attest that none can without MFA"
        )
        yield "federated", role.address, f"{name} assumes it", Unknown(reason, at), False
    elif without.possible:
        reason = f"{name} decides: attest that whoever may assume this role signs in with MFA"
        yield "federated", role.address, f"{name} assumes it", Unknown(reason, at), True
    elif with_mfa.possible:
        yield "federated", role.address, f"{name} assumes it with MFA", Known(True, at), True


def _met(entry: Entry, kind: str, trust: Trust) -> Both:
    """Tell whether an entry admits a kind of session of which nothing else is known."""
    context = dict(sessions.context(sessions.Caller("", ""), kind))
    for key in [k for k in context if k.startswith("aws:principal") or k == "aws:username"]:
        del context[key]
    return entry.statement.met(context, {}) & ~trust.denies(entry, context)


def _is_here(entry: Entry, graph: Graph) -> bool:
    """Tell whether an identity of this input is named: its own steps lead on."""
    if entry.account is not None:
        return False
    arns = (*graph.user_arns.matching(entry.who), *graph.role_arns.matching(entry.who))
    return any(meets(entry.who, arn).sure for arn, _ in arns)


def _federated(
    entry: Entry, address: str, at: Source, *, denied: bool
) -> Iterator[tuple[Kind, str, str, Value[bool], bool]]:
    """Judge those whom an identity provider vouches for: it alone knows of a second factor."""
    host = federation(entry.who)
    reason = f"the identity provider {host} decides: attest that it requires MFA"
    if not entry.statement.met(UNSIGNED, {}).possible:
        return
    if nobodys(entry.statement.condition, host):
        how = f"anyone whom {host} knows assumes it: no condition says for which application"
        if host == COGNITO:
            how = f"anyone of {host} assumes it: no condition asks for one's own users"
        sure = entry.certain.sure and not denied
        yield "anyone", address, how, Known(False, at), sure
        return
    shared = host.startswith(SHARED)
    limits = limited(entry.statement.condition, host) if shared else YES
    if not limits.sure:
        how = f"anyone of {host} assumes it: no condition on `sub`"
        if limits.possible:
            how = f"anyone of {host} assumes it, unless a condition on `sub` holds it to some"
        sure = entry.certain.sure and not limits.possible and not denied
        yield "anyone", address, how, Known(False, at), sure
    elif shared or host.startswith(_MACHINES):
        yield "machine", f"{address} {host}", f"{host} begins it", Known(False, at), True
    else:
        yield (
            "federated",
            address,
            f"{host} sends whoever signs in there",
            Unknown(reason, at),
            True,
        )


def _shown(identity: Identity) -> str:
    return shown(identity.name).removesuffix(".name")
