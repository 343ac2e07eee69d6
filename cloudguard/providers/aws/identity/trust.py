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
from cloudguard.providers.aws.identity.conditions import AGE, MFA, Alternatives, Context
from cloudguard.providers.aws.identity.directory import Directory
from cloudguard.providers.aws.identity.globs import ANY, MARK, MAYBE, NO, YES, Both, filled, meets
from cloudguard.providers.aws.identity.people import Identity
from cloudguard.providers.aws.identity.policies import Policy, Statement
from cloudguard.providers.aws.identity.variables import written
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
# Requests with a token of an identity provider are not signed by AWS: the keys on MFA are absent.
UNSIGNED: Final[Context] = {MFA: (None,), AGE: (None,)}
_ROOT: Final = re.compile(r"^arn:[^:]*:iam::([^:]+):root$")
_ACCOUNT: Final = re.compile(r"^(\d{12}|[\ue000-\ue0ff]{12})$")
_OF_ACCOUNT: Final = re.compile(r"^arn:[^:]*:(?:iam|sts)::([^:]+):")
# IAM User Guide, "AWS JSON policy elements: Principal", "Role session principals".
_SESSION: Final = re.compile(r"^arn:[^:]*:sts::([^:]+):assumed-role/([^/]+)/")
_CHOSEN: Final = frozenset({"sts:externalid", "sts:rolesessionname"})
_EQUAL: Final = re.compile(r"(?i)string(equals|like|equalsignorecase)(ifexists)?")
_SAME: Final = re.compile(r"(?i)(string|arn)(equals|like)")
# Of one account: the role of that name in any account may be anybody's.
_NAMES_ONE: Final = re.compile(r"^arn:[^:]*:iam::(?:\d{12}|[\ue000-\ue0ff]{12}):(?!root$)")
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

    def denied(self, context: Context, names: Mapping[str, str]) -> Both:
        """Tell whether a statement of the policy denies the role to one who asks."""
        arn = context["aws:principalarn"][0] or ""
        account = context["aws:principalaccount"][0] or ""
        return self._denied(context, names, arn, account)

    def denies(self, entry: Entry, context: Context) -> Both:
        """Tell whether a statement denies the role to all whom an entry names."""
        account = entry.account or ""
        arn = f"arn:aws:iam::{account}:root" if account else entry.who
        if not account and (found := _OF_ACCOUNT.match(arn)):
            account = found[1]
        return self._denied(context, {}, arn, account)

    def _denied(self, context: Context, names: Mapping[str, str], arn: str, account: str) -> Both:
        found = NO
        wanted = actions.bit(_ASSUME[AWS])
        for statement in self.policy.statements:
            if statement.denies and statement.possible & wanted:
                met = statement.met(context, names)
                who = self._speaks_of(statement, arn, account)
                exact = statement.exact and bool(statement.sure & wanted)
                found |= met & who & Both(exact, possible=True)
        return found

    def chosen(self, names: Mapping[str, str]) -> Context:
        """Return what the caller writes in a request himself, as the policy wants it.

        IAM User Guide, "Access to AWS accounts owned by third parties": an external ID is no
        secret. "IAM and AWS STS condition context keys": the caller names the session.
        """
        found: dict[str, Alternatives] = {}
        for statement in self.policy.statements:
            if isinstance(statement.condition, Mapping):
                wanted = statement.condition if statement.allows else _turned(statement.condition)
                for key, text in _chosen(wanted, names):
                    found.setdefault(key, (text,))
        return found

    def _speaks_of(self, statement: Statement, arn: str, account: str) -> Both:
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
                for one in self._meant(who, statement) if kind == AWS else (who,):
                    yield Entry(kind, self._role_of(one), statement, Both(sure, possible=True))

    def _meant(self, who: str, statement: Statement) -> tuple[str, ...]:
        """Return who is let in where everybody is named, and a condition names some.

        IAM User Guide, "AWS global condition context keys": aws:PrincipalArn is of whoever asks.
        """
        if who != "*" or not isinstance(statement.condition, Mapping):
            return (who,)
        for operator, lines in statement.condition.items():
            if _SAME.fullmatch(operator) and isinstance(lines, Mapping):
                for key, values in lines.items():
                    texts = tuple(v for v in listed(values) if isinstance(v, str))
                    whole = len(texts) == len(listed(values)) > 0
                    named = whole and all(map(_NAMES_ONE.match, texts))
                    if named and key.lower() == "aws:principalarn":
                        return texts
        return (who,)

    def _role_of(self, who: str) -> str:
        """Return the role that a session is of: whoever begins one calls it as he likes."""
        if (found := _SESSION.match(who)) is None:
            return who
        for role in self._directory.aws.resources.of("aws_iam_role"):
            same = meets(found[1], self._directory.account(role))
            if same.sure and self._directory.name(role) == found[2]:
                return self._directory.arn(role)
        # A role whose name is not known may be the one.
        return ANY if self._directory.nameless("aws_iam_role") else who


def _turned(condition: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a request must have that a denial of all others is not met by."""
    return {
        re.sub(r"(?i)^stringnot", "String", operator): lines
        for operator, lines in condition.items()
        if operator.lower().startswith("stringnot")
    }


def _chosen(condition: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what a caller writes so that a condition is met."""
    for operator, lines in condition.items():
        if not _EQUAL.fullmatch(operator) or not isinstance(lines, Mapping):
            continue
        like = "like" in operator.lower()
        for key, values in lines.items():
            texts = [written(v, names) for v in listed(values) if isinstance(v, str)]
            known = [text for text in texts if ANY not in text and MARK not in text]
            if key.lower() in _CHOSEN and known:
                yield key.lower(), filled(known[0], "x") if like else known[0]


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


def organisation(condition: Any) -> str | None:
    """Return what the one organisation is called that a condition holds everybody to, if any."""
    for operator, lines in condition.items() if isinstance(condition, Mapping) else ():
        if operator.lower() in {"stringequals", "stringlike"} and isinstance(lines, Mapping):
            for key, values in lines.items():
                texts = [v for v in listed(values) if isinstance(v, str) and ANY not in v]
                known = len(texts) == len(listed(values)) == 1 and "*" not in texts[0]
                if known and key.lower() == "aws:principalorgid":
                    return f"AWS organisation {texts[0]}"
    return None
