"""Trust policies: who may begin a session of a role.

IAM User Guide, "How IAM roles differ from resource-based policies", "AWS JSON policy elements:
Principal": an account as principal leaves it to that account whom it allows; a user or role by
its ARN needs nothing else within its account. "Cross-account policy evaluation logic".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cloudguard.providers.aws.documents import listed
from cloudguard.providers.aws.identity import actions
from cloudguard.providers.aws.identity.directory import Directory
from cloudguard.providers.aws.identity.globs import ANY, MARK, MAYBE, NO, YES, Both, meets
from cloudguard.providers.aws.identity.people import Identity
from cloudguard.providers.aws.identity.policies import Policy, Statement
from cloudguard.values import Reference, Unknown

AWS: Final = "AWS"
SERVICE: Final = "Service"
FEDERATED: Final = "Federated"
_KINDS: Final = frozenset({AWS, SERVICE, FEDERATED, "CanonicalUser"})
_ASSUME: Final = {
    AWS: "sts:AssumeRole",
    SERVICE: "sts:AssumeRole",
    "SAML": "sts:AssumeRoleWithSAML",
    "OIDC": "sts:AssumeRoleWithWebIdentity",
}
_ROOT: Final = re.compile(r"^arn:[^:]*:iam::([^:]+):root$")
_ACCOUNT: Final = re.compile(r"^(\d{12}|[\ue000-\ue0ff]{12})$")
_SAML: Final = re.compile(r":saml-provider/")


@dataclass(frozen=True, slots=True)
class Entry:
    """One whom a statement of a trust policy names: the kind, the name, and the statement."""

    kind: str
    who: str
    statement: Statement
    certain: Both

    @property
    def account(self) -> str | None:
        """Return the account that is meant as a whole, None for any other principal."""
        if found := _ROOT.match(self.who):
            return found[1]
        return self.who if _ACCOUNT.match(self.who) else None

    @property
    def anyone(self) -> bool:
        """Tell whether everybody is meant."""
        return self.who == "*"


class Trust:
    """The trust policy of one role."""

    def __init__(self, role: Identity, directory: Directory) -> None:
        """Read it."""
        self.role = role
        self._directory = directory
        self.policy: Policy = directory.written(role.resource, "assume_role_policy")
        self.entries = tuple(self._entries())
        self.readable = all(statement.exact for statement in self.policy.statements)

    @property
    def asks_mfa(self) -> bool:
        """Tell whether the trust depends on how somebody signed in."""
        return self.policy.asks_mfa

    def denied(self, session: Any, action: str = "sts:AssumeRole") -> Both:
        """Tell whether a statement of the policy denies a session the role."""
        found = NO
        wanted = actions.bit(action)
        for statement in self.policy.statements:
            if statement.denies and statement.possible & wanted:
                met = statement.met(session.context, session.names)
                who = self._speaks_of(statement, session)
                exact = statement.exact and bool(statement.sure & wanted)
                found |= met & who & Both(exact, possible=True)
        return found

    def _speaks_of(self, statement: Statement, session: Any) -> Both:
        arn = session.context["aws:principalarn"][0]
        account = session.context["aws:principalaccount"][0]
        spared = statement.not_principal
        if spared is not None:
            return ~self._among(spared, arn, account)
        return self._among(statement.principal, arn, account)

    def _among(self, principal: Any, arn: str, account: str) -> Both:
        found = NO
        for kind, who in _named(principal, self._directory):
            if kind not in {AWS, "*"}:
                continue
            if who == "*":
                found |= YES
            elif who == ANY:
                found |= MAYBE
            else:
                root = _ROOT.match(who)
                of_account = root is not None and meets(root[1], account)
                found |= (of_account or NO) | meets(who, arn) | meets(who, account)
        return found

    def _entries(self) -> Iterator[Entry]:
        for statement in self.policy.statements:
            if not statement.allows:
                continue
            if isinstance(statement.not_principal, (Unknown, Reference)):
                yield Entry(AWS, ANY, statement, MAYBE)
            elif statement.not_principal is not None:
                # NotPrincipal with Allow: everybody but those named; some of whom are not here.
                yield Entry(AWS, "*", statement, MAYBE)
                continue
            if statement.principal is None and not statement.exact:
                yield Entry(AWS, ANY, statement, MAYBE)
            for kind, who in _named(statement.principal, self._directory):
                ways = [actions.bit(_ASSUME[way]) for way in _ways(kind, who)]
                if not any(statement.possible & way for way in ways):
                    continue
                sure = statement.exact and all(statement.sure & way for way in ways)
                yield Entry(kind, who, statement, Both(sure, possible=True))


def _ways(kind: str, who: str) -> tuple[str, ...]:
    """Return how whoever is named may come: by either protocol where the provider is not known."""
    if kind != FEDERATED:
        return (AWS,)
    if _SAML.search(who):
        return ("SAML",)
    return ("SAML", "OIDC") if who == ANY or who.startswith(MARK) else ("OIDC",)


def _named(principal: Any, directory: Directory) -> Iterator[tuple[str, str]]:
    """Yield the kinds and names of principals; `ANY` for what is not known."""
    if isinstance(principal, (Unknown, Reference)):
        yield AWS, ANY
    elif isinstance(principal, str):
        yield AWS, principal
    elif isinstance(principal, Mapping):
        for kind, names in principal.items():
            known = AWS if kind == "*" else str(kind)
            for name in listed(names):
                # A kind that is not known stands in the document as what it is not.
                yield (known, directory.text(name)) if known in _KINDS else (AWS, ANY)
    elif isinstance(principal, list):
        for name in principal:
            yield AWS, directory.text(name)


def federation(who: str) -> str:
    """Return the name of an identity provider by its ARN: the host, or the name of a SAML one."""
    host = who.rsplit("-provider/", 1)[-1]
    return "an identity provider" if ANY in host or host.startswith(MARK) else host
