"""Cases: policies of one user or role, and what a request of each kind of session comes to.

What is expected follows AWS's documentation; each case names the page to hold it against.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cloudguard.providers.aws.identity import sessions
from cloudguard.providers.aws.identity.evaluation import Layer, Session
from cloudguard.providers.aws.identity.globs import Both
from cloudguard.providers.aws.identity.policies import Policy, compiled
from cloudguard.values import Source, Unknown

ACCOUNT: Final = "111122223333"
OTHER: Final = "444455556666"
HERE: Final = Source("policy")
HIDDEN: Final = Unknown("hidden by a test", HERE)
USER: Final = sessions.Caller(f"arn:aws:iam::{ACCOUNT}:user/taro", ACCOUNT, "taro", {"team": "ops"})
ROLE: Final = sessions.Caller(f"arn:aws:iam::{ACCOUNT}:role/ops", ACCOUNT)
WITHOUT: Final = (sessions.KEY, sessions.CONSOLE)
ALLOW, DENY, WITH_MFA, UNDECIDABLE = "allow", "deny", "only with MFA", "undecidable"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A request, and what becomes of it.

    `identity`, `boundary` and each of `levels` are statements; `expected` is how it ends over the
    sessions of a user, or of a role where `role` is set: allowed in a session without MFA, denied
    in all, allowed only with MFA, or none of these for sure. `sessions` gives single answers.
    """

    name: str
    page: str
    identity: Sequence[Mapping[str, Any]]
    action: str = "iam:CreateUser"
    resource: str = "*"
    expected: str = ""
    boundary: Sequence[Mapping[str, Any]] | None = None
    levels: Sequence[Sequence[Mapping[str, Any]]] = ()
    role: bool = False
    version: str | None = "2012-10-17"
    extra: Mapping[str, tuple[str | None, ...]] | None = None
    sessions: Mapping[str, str] = field(default_factory=dict)


def allow(action: Any = "*", resource: Any = "*", **more: Any) -> dict[str, Any]:
    """Return a statement that allows."""
    return _statement("Allow", action, resource, more)


def deny(action: Any = "*", resource: Any = "*", **more: Any) -> dict[str, Any]:
    """Return a statement that denies."""
    return _statement("Deny", action, resource, more)


def _statement(effect: str, action: Any, resource: Any, more: dict[str, Any]) -> dict[str, Any]:
    made = {"Effect": effect}
    if action is not None:
        made["Action"] = action
    if resource is not None:
        made["Resource"] = resource
    condition = more.pop("condition", None)
    return made | ({"Condition": condition} if condition is not None else {}) | more


def session(case: Case, kind: str) -> Session:
    """Return a session of the case's user or role."""
    caller = ROLE if case.role else USER
    layers = [_layer(case.identity, case.version)]
    if case.boundary is not None:
        layers.append(_layer(case.boundary, case.version, "boundary"))
    layers += [_layer(level, case.version, "organisation") for level in case.levels]
    return Session(tuple(layers), sessions.context(caller, kind), sessions.names(caller))


def _layer(
    statements: Sequence[Mapping[str, Any]], version: str | None, kind: str = "identity"
) -> Layer:
    return Layer((policy(statements, version),), kind=kind)


def policy(statements: Sequence[Mapping[str, Any]], version: str | None = "2012-10-17") -> Policy:
    """Return the policy of some statements."""
    document: dict[str, Any] = {"Statement": list(statements)}
    if version is not None:
        document["Version"] = version
    return compiled(document, _text, HERE)


def _text(found: Any) -> str:
    return "\uf8ff" if isinstance(found, Unknown) else str(found)


def answer(case: Case, kind: str) -> Both:
    """Return whether the request is allowed in a session."""
    return session(case, kind).may(case.action, case.resource, case.extra)


def told(case: Case) -> str:
    """Return how the request ends over all kinds of session."""
    if case.role:
        found = answer(case, sessions.ROLE)
        return ALLOW if found.sure else UNDECIDABLE if found.possible else DENY
    without = [answer(case, kind) for kind in WITHOUT]
    with_mfa = answer(case, sessions.WITH_MFA)
    if any(found.sure for found in without):
        return ALLOW
    if any(found.possible for found in without):
        return UNDECIDABLE
    if with_mfa.possible:
        return WITH_MFA if with_mfa.sure else UNDECIDABLE
    return DENY
