"""Whom a policy, a share or a trust of AWS lets in: accounts, resources of this input, everyone.

IAM User Guide, "AWS JSON policy elements: Principal": an account is named by its id or its root
ARN, a role or user by its ARN. Services and federated people are no accounts; of a service the
conditions may say for whom it acts ("The confused deputy problem": aws:SourceAccount).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from cloudguard.assets.grants import Grantee
from cloudguard.providers.aws.documents import Document, document, listed, statements
from cloudguard.providers.aws.everyone import covers, excepts, fixes, holds, is_open
from cloudguard.providers.aws.homes import Homes
from cloudguard.providers.aws.provider import Aws
from cloudguard.providers.grants import Called
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Source, Unknown, Value

EVERYONE: Final = Grantee("everyone")
_ACCOUNT: Final = re.compile(r"\d{12}")
_ARN: Final = re.compile(r"^arn:[\w-]+:(?P<service>[\w-]*):[\w-]*:(?P<account>[\w-]*):")
_BUCKET: Final = re.compile(r"^arn:[\w-]+:s3:::(?P<name>[^/*]+)")
_SERVICE: Final = re.compile(r"^[\w.-]+\.amazon(aws)?\.(com|com\.cn|internal)$")
_CANONICAL: Final = re.compile(r"[0-9a-f]{64}")
_ORGANISATION: Final = re.compile(r"^(o-[a-z0-9]+|ou-[a-z0-9-]+|r-[a-z0-9]+)(/.*)?$")
# IAM User Guide, "Unique identifiers": what is left of a user or role that was deleted.
_GONE: Final = re.compile(r"^A[A-Z]{3}[A-Z0-9]{12,}$")
_NO_ACCOUNT: Final = frozenset({"cloudfront", "aws", "elasticache", "ec2"})
# Accounts of AWS itself, to which its services deliver.
_OF_AWS: Final = frozenset(
    {
        "aws_billing_service_account",
        "aws_cloudtrail_service_account",
        "aws_elb_service_account",
        "aws_redshift_service_account",
        "aws_service_principal",
    }
)
_OWN_DATA: Final = frozenset(
    {"aws_caller_identity", "aws_canonical_user_id", "aws_iam_session_context"}
)
_ORGANISATIONS: Final = (
    "aws_organizations_organization",
    "aws_organizations_organizational_unit",
)
# IAM User Guide, "AWS global condition context keys": who asks, or for whom a service asks.
_OF_ACCOUNTS: Final = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceowner",
        "aws:vpceaccount",
        "elasticfilesystem:accesspointarn",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)
_OF_RESOURCES: Final = frozenset({"aws:resourceaccount", "s3:resourceaccount"})
_MADE_OF: Final = "whom it names is known only after apply"
_UNITS: Final = "which accounts the organisation or unit holds is not seen"
_DENIED: Final = "a Deny statement may close what is allowed to it"
_PERHAPS: Final = "the effect of the statement is not known"
_CONDITIONS: Final = "the conditions of a statement decide who is let in"


class Principals:
    """Reads whom the words of AWS name, as seen from one input."""

    def __init__(self, aws: Aws) -> None:
        """Look names up in the resources of `aws`."""
        self._aws = aws
        self._called = Called(aws.resources, aws)
        self._homes = Homes(aws)

    def who(self, value: Value[Any], near: Resource) -> Value[Grantee] | None:
        """Return whom a value names; None for a service, or a person from elsewhere."""
        if isinstance(value, Unknown):
            return self._made(value, near)
        found: Value[Grantee] | None
        if isinstance(value.value, Reference):
            found = self._referred(value.value, value.source, near)
        else:
            found = self._told(str(value.value), value.source, near)
        return found

    def admitted(self, resource: Resource, path: str) -> Iterator[Value[Grantee]]:
        """Yield everyone whom the policy at a path lets in; nothing where there is none."""
        written = resource.get(path, "", "no policy")
        if isinstance(written, Known) and written.value in ("", None):
            return
        found = document(resource, path, self._aws)
        if isinstance(found, Unknown):
            yield Unknown(found.reason, found.source)
        else:
            yield from self._by_document(found.value, found.source, resource)

    def outlet(self, resource: Resource, path: str) -> Iterator[Value[Grantee]]:
        """Yield where the policy of an endpoint lets requests go.

        AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint policies": without
        one, everything of the service can be reached, whoever's it is.
        """
        written = resource.get(path, "", "the default policy lets everything through")
        if isinstance(written, Known) and written.value in ("", None):
            yield Known(EVERYONE, written.source)
            return
        found = document(resource, path, self._aws)
        if isinstance(found, Unknown):
            yield Unknown(found.reason, found.source)
            return
        for statement in statements(found.value):
            effect = statement.get("Effect")
            if effect == "Deny":
                continue
            doubt = _PERHAPS if is_open(effect) else ""
            for one in self._reached(statement, found.source, resource):
                yield _with(one, doubt)

    def _reached(
        self, statement: Document, source: Source, near: Resource
    ) -> Iterator[Value[Grantee]]:
        conditions = statement.get("Condition")
        limits = list(self._accounts(conditions, source, near, _OF_RESOURCES))
        if limits:
            yield from limits
            return
        if is_open(conditions) or (isinstance(conditions, Mapping) and conditions):
            yield Unknown(_CONDITIONS, source)
            return
        targets = listed(statement.get("Resource"))
        for target in targets or ["*"]:
            if target == "*" or (
                isinstance(target, str) and re.match(r"arn:[\w-]+:s3:::\*", target)
            ):
                yield Known(EVERYONE, source)
                continue
            found = self.who(_value(target, source), near)
            if found is not None:
                yield found

    def _by_document(
        self, policy: Document, source: Source, near: Resource
    ) -> Iterator[Value[Grantee]]:
        all_ = statements(policy)
        written = policy.get("Statement")
        if is_open(written) or any(map(is_open, listed(written))):
            yield Unknown("a statement of the policy is not known", source)
        for statement in all_:
            effect = statement.get("Effect")
            if effect != "Allow" and not is_open(effect):
                continue
            doubt = _PERHAPS if is_open(effect) else ""
            if any(_closes(other, statement, source) for other in all_):
                doubt = _DENIED
            for one in self._by_statement(statement, source, near):
                yield _with(one, doubt)

    def _by_statement(
        self, statement: Document, source: Source, near: Resource
    ) -> Iterator[Value[Grantee]]:
        conditions = statement.get("Condition")
        if statement.get("NotPrincipal") is not None:
            yield from self._narrowed(conditions, source, near)
            return
        principal = statement.get("Principal")
        named = principal if isinstance(principal, Mapping) else {"AWS": principal}
        for kind, names in named.items():
            if kind == "Federated":
                continue
            if kind == "Service":  # for whom it acts, where that is told
                yield from self._accounts(conditions, source, near, _OF_ACCOUNTS)
                continue
            for name in listed(names):
                if name == "*":
                    yield from self._narrowed(conditions, source, near)
                    continue
                found = self.who(_value(name, source), near)
                if found is not None:
                    yield found

    def _narrowed(
        self, conditions: Any, source: Source, near: Resource
    ) -> Iterator[Value[Grantee]]:
        """Yield everyone, or those to whom conditions hold a statement for everyone."""
        held = holds(conditions, source, fixes)
        if isinstance(held, Known) and not held.value:
            yield Known(EVERYONE, source)
            return
        found = list(self._accounts(conditions, source, near, _OF_ACCOUNTS))
        if isinstance(held, Known) and found:
            yield from found
        else:
            yield Unknown(held.reason if isinstance(held, Unknown) else _CONDITIONS, source)

    def _accounts(
        self, conditions: Any, source: Source, near: Resource, keys: frozenset[str]
    ) -> Iterator[Value[Grantee]]:
        """Yield the accounts that the first condition on one of `keys` names."""
        for operator, tests in conditions.items() if isinstance(conditions, Mapping) else ():
            plain = str(operator).lower().removeprefix("foranyvalue:")
            positive = plain.endswith(("equals", "like", "equalsignorecase")) and "not" not in plain
            if not positive or not isinstance(tests, Mapping):
                continue
            for key, values in tests.items():
                if str(key).lower() not in keys:
                    continue
                for value in listed(values):
                    wild = isinstance(value, str) and not _ARN.match(value) and "*" in value
                    found = None if wild else self.who(_value(value, source), near)
                    yield Unknown(_CONDITIONS, source) if found is None else found
                return

    def _told(self, text: str, source: Source, near: Resource) -> Value[Grantee] | None:
        if text in {"*", "all"}:
            return Known(EVERYONE, source)
        if _ACCOUNT.fullmatch(text):
            return self._account(text, source, near)
        if _SERVICE.match(text) or "@" in text or "://" in text:
            return None  # a service, a mailbox, an address of the web
        arn = _ARN.match(text)
        if _ORGANISATION.match(text) or (arn and arn["service"] == "organizations"):
            return Unknown(_UNITS, source)
        if _GONE.match(text) or _CANONICAL.fullmatch(text):
            return Unknown(f"whose id {text} is cannot be told", source)
        bucket = _BUCKET.match(text)
        target = self._called.one(bucket["name"] if bucket else text)
        if target is not None:
            return self._asset(Reference(target.address), target, source, near)
        if bucket:
            return Unknown(
                f"whose bucket {bucket['name']} is is not seen: not in this input", source
            )
        if arn and _ACCOUNT.fullmatch(arn["account"]):
            return self._account(arn["account"], source, near)
        if arn:
            return None if arn["account"] in _NO_ACCOUNT else Unknown(_MADE_OF, source)
        # What is named without an ARN is of the same account.
        return Known(Grantee("asset", text, own=True), source)

    def _account(self, text: str, source: Source, near: Resource) -> Value[Grantee]:
        own = self._homes.of(near.provider_key) == text
        return Known(Grantee("account", text, own=own), source)

    def _referred(self, name: Reference, source: Source, near: Resource) -> Value[Grantee] | None:
        target = self._aws.resources.by_address.get(name.address)
        if target is None:
            return Unknown(f"{name}: {_MADE_OF}", source)
        if target.type in _OF_AWS or target.type == "aws_cloudfront_origin_access_identity":
            return None
        if target.type in _ORGANISATIONS:
            return Unknown(_UNITS, source)
        if target.mode == "data":
            own = target.provider_key == near.provider_key
            if own and (target.type in _OWN_DATA or target.type.startswith("aws_iam_")):
                return Known(Grantee("account", "", own=True), source)
            return Unknown(f"{name}: {_MADE_OF}", source)
        return self._asset(name, target, source, near)

    def _asset(
        self, name: Reference, target: Resource, source: Source, near: Resource
    ) -> Value[Grantee]:
        # The account that a resource of Organizations is, is not the one that it is made in.
        own = target.type != "aws_organizations_account" and self._together(target, near)
        return Known(Grantee("asset", Reference(name.address), own), source)

    def _together(self, one: Resource, other: Resource) -> bool:
        """Tell whether two resources surely belong to one account."""
        mine, theirs = self._aws.account(one), self._aws.account(other)
        if isinstance(mine, Known) and isinstance(theirs, Known):
            return mine.value == theirs.value
        return one.provider_key == other.provider_key

    def _made(self, value: Unknown, near: Resource) -> Value[Grantee] | None:
        """Return whom a text names that is known in part."""
        before, inner, after = value.around or ("", None, "")
        arn = _ARN.match(before)
        account = arn["account"] if arn and _ACCOUNT.fullmatch(arn["account"]) else ""
        target = self._aws.resources.by_address.get(inner.address) if inner else None
        managed = target is not None and target.mode == "managed"
        if (
            inner is not None
            and (not before or before.endswith(":::"))
            and after[:1] in {"", "/", ":"}
        ):
            return self.who(Known(inner, value.source), near)
        if account and not (managed and target is not None and self._is_own(account, near)):
            return Known(Grantee("account", account), value.source)
        # arn:aws:iam::${account}:role/x: the account is what is not known.
        if inner is not None and (account or re.search(r":(iam|sts)::$|:[\w-]*:$", before)):
            return self.who(Known(inner, value.source), near)
        return Unknown(value.reason, value.source)

    def _is_own(self, account: str, near: Resource) -> bool:
        own = self._aws.account(near)
        return isinstance(own, Known) and own.value == account


def _value(node: Any, source: Source) -> Value[Any]:
    """Return a node of a document as a value, where it stands."""
    if isinstance(node, Unknown):
        assumed = node.source.assumed or source.assumed
        return replace(node, source=replace(source, assumed=assumed))
    return Known(node, source)


def _with(found: Value[Grantee], doubt: str) -> Value[Grantee]:
    return found.map(lambda one: replace(one, doubt=doubt)) if doubt else found


def _closes(other: Document, allowed: Document, source: Source) -> bool:
    """Tell whether a statement may deny what another allows."""
    effect = other.get("Effect")
    if other is allowed or not (effect == "Deny" or is_open(effect)) or not covers(other, allowed):
        return False
    if is_open(effect) and other.get("Condition") is None and other.get("Principal") is None:
        return True
    conditions = other.get("Condition")
    if not conditions:
        return True
    binds = holds(conditions, source, excepts)
    return not (isinstance(binds, Known) and binds.value is False)
