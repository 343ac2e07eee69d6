"""What resources are called in policies: accounts, ARNs, and what references to them mean."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from cloudguard.providers.aws.documents import Document, document
from cloudguard.providers.aws.identity import managed
from cloudguard.providers.aws.identity.globs import ANY, MARK, account, hidden, literal, meets
from cloudguard.providers.aws.identity.policies import Policy, compiled, unreadable
from cloudguard.providers.aws.provider import Aws
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Source, Unknown, Value

_SAME: Final = frozenset({"", "id", "arn", "name", "unique_id"})
_MANAGED: Final = re.compile(r"arn:[^:]*:iam::aws:policy/(?:.*/)?([\w+=,.@-]+)$")
_ROLE_ARN: Final = re.compile(r"arn:[^:]*:iam::(\d{12}):")
_OF_IAM: Final = re.compile(r":(root$|(role|user|group|policy|(saml|oidc)-provider)/)")
# IAM User Guide, "IAM identifiers": the ARNs of what IAM keeps.
_IAM: Final = {
    "aws_iam_user": "user",
    "aws_iam_role": "role",
    "aws_iam_group": "group",
    "aws_iam_policy": "policy",
    "aws_iam_instance_profile": "instance-profile",
}
PROVIDERS: Final = frozenset({"aws_iam_saml_provider", "aws_iam_openid_connect_provider"})
"""Types whose ARN and id are one; the ARN ends with a name, or with the host of a URL."""
_DEPTH: Final = 8


class Directory:
    """The names of one input's resources."""

    def __init__(self, aws: Aws) -> None:
        """Look up names in the resources that `aws` reads."""
        self.aws = aws
        self._accounts: dict[str, str] = {}
        self._unknown: dict[str, int] = {}
        self._arns: dict[str, str] = {}
        self._named: dict[str, dict[str, str]] = defaultdict(dict)
        self._read: dict[str, Policy] = {}
        for type_ in _IAM:
            for resource in (*aws.resources.of(type_), *aws.resources.of(f"data.{type_}")):
                for name in (*aws.names(resource), self.arn(resource)):
                    self._named[type_].setdefault(name, resource.address)

    def account(self, resource: Resource) -> str:
        """Return the account of a resource: its id, or what stands for one that is not known.

        Provider blocks that sign in alike are of one account.
        """
        key = resource.provider_key
        if key not in self._accounts:
            self._accounts[key] = self._account_of(resource, key)
        found = self.aws.account(resource)
        return found.value if isinstance(found, Known) else self._accounts[key]

    def _account_of(self, resource: Resource, key: str) -> str:
        said = self.aws.account(resource)
        if isinstance(said, Known):
            return said.value
        for caller in self.aws.resources.of("data.aws_caller_identity"):
            found = caller.attributes.get("account_id") if _readable(caller) else None
            if caller.provider_key == key and isinstance(found, str) and found:
                return found
        signs = []
        for setting in ("assume_role.role_arn", "profile", "access_key"):
            value = self.aws.configuration.setting(key, setting)
            text = "" if value is None else str(value.value if isinstance(value, Known) else key)
            if setting.startswith("assume") and (arn := _ROLE_ARN.match(text)):
                return arn[1]
            signs.append(text)
        return account(self._unknown.setdefault("\0".join(signs), len(self._unknown)))

    def arn(self, resource: Resource) -> str:
        """Return the ARN of a resource, as far as it is known."""
        if (made := self._arns.get(resource.address)) is None:
            made = self._arns[resource.address] = self._arn(resource)
        return made

    def _arn(self, resource: Resource) -> str:
        written = resource.attributes.get("arn") if _readable(resource) else None
        if isinstance(written, str) and written:
            return written
        kind = _IAM.get(resource.type)
        if resource.type in PROVIDERS:
            return f"arn:aws:iam::{self.account(resource)}:{self._provider(resource)}"
        if kind is None:
            return hidden(f"{resource.address}.arn")
        path = resource.get("path", "/", "terraform-provider-aws docs: / by default")
        way = path.value if isinstance(path, Known) and isinstance(path.value, str) else ANY
        return f"arn:aws:iam::{self.account(resource)}:{kind}{way}{self.name(resource)}"

    def _provider(self, resource: Resource) -> str:
        """Return how the ARN of an identity provider ends: by its name, or by the host it is at."""
        if resource.type == "aws_iam_saml_provider":
            return f"saml-provider/{self.name(resource)}"
        url = resource.get("url", None, "required")
        known = isinstance(url, Known) and isinstance(url.value, str) and url.value
        host = known.removeprefix("https://") if known else hidden(f"{resource.address}.url")
        return f"oidc-provider/{host}"

    def name(self, resource: Resource) -> str:
        """Return the name of a resource, or what stands for it."""
        found = resource.get("name", None, "not written: made up on apply")
        if isinstance(found, Known) and isinstance(found.value, str) and found.value:
            return found.value
        return hidden(f"{resource.address}.name")

    def region(self, resource: Resource) -> str:
        """Return the region of a resource as it stands in ARNs."""
        found = self.aws.region(resource)
        return found.value if isinstance(found, Known) and isinstance(found.value, str) else ANY

    def text(self, found: Any) -> str:
        """Write what stands in a document: what refers to other resources by their names."""
        if isinstance(found, Reference):
            return self._referred(found, 0)
        if isinstance(found, Unknown):
            if found.around is None:
                return ANY
            before, inner, after = found.around
            if inner is None and before == "arn:" and _OF_IAM.match(after):
                # The partition and the account were both referred to: nothing else stands between.
                return f"arn:aws:iam::{ANY}{after}"
            return f"{before}{ANY if inner is None else self._referred(inner, 0)}{after}"
        return str(found)

    def _referred(self, reference: Reference, depth: int) -> str:
        target = self.aws.resources.by_address.get(reference.address)
        if target is None:
            return hidden(str(reference))
        if target.type == "aws_caller_identity" and reference.attribute == "account_id":
            return self.account(target)
        if target.type == "aws_partition" and reference.attribute == "partition":
            return "aws"
        if reference.attribute in {"arn", "", "id"} and target.type in PROVIDERS:
            return self.arn(target)
        if reference.attribute in {"arn", "", "id"} and target.type in _IAM:
            named = reference.attribute == "id" and target.type != "aws_iam_policy"
            return self.name(target) if named else self.arn(target)
        if reference.attribute == "name" and target.type in _IAM:
            return self.name(target)
        if reference.attribute == "arn":
            return self.arn(target)
        value = target.get(reference.attribute, None, "not written")
        if isinstance(value, Known) and isinstance(value.value, str):
            return value.value
        if isinstance(value, Known) and isinstance(value.value, Reference) and depth < _DEPTH:
            return self._referred(value.value, depth + 1)
        return hidden(str(reference))

    def find(self, value: Value[Any], *types: str) -> str | None:
        """Return the address of what a value names, "" for what is not in this input.

        None where nobody knows what it names.
        """
        if isinstance(value, Unknown):
            named = self.text(value)
            return None if ANY in named else self._address(named, types)
        return self._found(value.value, types, 0)

    def nameless(self, *types: str) -> bool:
        """Tell whether something of a type has a name that is not known: any text may be it."""
        return any(
            MARK in self.name(resource)
            for type_ in types
            for resource in self.aws.resources.of(type_)
        )

    def _found(self, found: Any, types: tuple[str, ...], depth: int) -> str | None:
        if not isinstance(found, Reference):
            return self._address(str(found), types) if found else ""
        target = self.aws.resources.by_address.get(found.address)
        if target is None:
            return ""
        if target.type in types and found.attribute in _SAME:
            return target.address
        further = target.get(found.attribute, None, "not written")
        if isinstance(further, Known) and depth < _DEPTH and further.value:
            return self._found(further.value, types, depth + 1)
        return None

    def _address(self, text: str, types: tuple[str, ...]) -> str:
        for type_ in types:
            if address := self._named[type_].get(text):
                return address
        return ""

    def policy(self, value: Value[Any], at: Source) -> Policy:
        """Return the policy that an ARN names: one of this input, or one that AWS manages."""
        address = self.find(value, "aws_iam_policy")
        resource = self.aws.resources.by_address.get(address) if address else None
        if resource is not None and resource.mode == "managed":
            return self.written(resource, "policy")
        text = self.text(value.value if isinstance(value, Known) else value)
        if resource is not None:
            text = self.arn(resource)
            if _readable(resource) and isinstance(resource.attributes.get("policy"), str):
                return self.written(resource, "policy")
            name = resource.attributes.get("name") if _readable(resource) else None
            if isinstance(name, str) and managed.document_of(name):
                text = f"arn:aws:iam::aws:policy/{name}"
        found = _MANAGED.match(text)
        known = managed.document_of(found[1]) if found else None
        if found is None or known is None:
            return unreadable(at)
        key = f"\0{found[1]}"
        return self._with(key, known, at)

    def written(self, resource: Resource, path: str) -> Policy:
        """Return the policy that an attribute of a resource holds."""
        raw = resource.attributes.get(path) if _readable(resource) else None
        at = resource.source(path)
        if isinstance(raw, str):
            if raw in self._read:
                return Policy(self._read[raw].statements, at)
            try:
                parsed = json.loads(raw)
            except (ValueError, RecursionError):
                return unreadable(at)
            return self._with(raw, parsed, at) if isinstance(parsed, dict) else unreadable(at)
        found = document(resource, path, self.aws)
        if isinstance(found, Unknown):
            return unreadable(at)
        return compiled(found.value, self.text, at)

    def _with(self, key: str, parsed: Document, at: Source) -> Policy:
        if key not in self._read:
            self._read[key] = compiled(parsed, self.text, at)
        return Policy(self._read[key].statements, at)


class Arns:
    """ARNs that patterns are held against: found without trying each."""

    def __init__(self, arns: Iterable[tuple[str, str]]) -> None:
        """Index (ARN, address) pairs by what follows the account."""
        pairs = sorted((_tail(arn), arn, address) for arn, address in arns)
        self._tails = [tail for tail, _, _ in pairs]
        self._pairs = [(arn, address) for _, arn, address in pairs]
        self._open = [pair for pair in self._pairs if "\uf8fe" in pair[0] or ANY in pair[0]]
        self._known: dict[str, tuple[tuple[str, str], ...]] = {}
        self.names = frozenset(arn for arn, _ in self._pairs)

    def matching(self, pattern: str) -> tuple[tuple[str, str], ...]:
        """Return the ARNs that a pattern may name, each with its address."""
        if pattern not in self._known:
            self._known[pattern] = tuple(dict.fromkeys(self._matching(pattern)))
        return self._known[pattern]

    def _matching(self, pattern: str) -> Iterator[tuple[str, str]]:
        tail = _tail(pattern)
        head = pattern[: len(pattern) - len(tail)]
        if "*" in head.replace(":*:", "::") or ANY in pattern or "\uf8fe" in pattern:
            candidates: Iterable[tuple[str, str]] = self._pairs
        else:
            start = re.split(r"[*?]", tail)[0]
            first = bisect_left(self._tails, start)
            last = first
            while last < len(self._tails) and self._tails[last].startswith(start):
                last += 1
                if literal(tail) and last < len(self._tails) and self._tails[last] != tail:
                    break
            candidates = (*self._pairs[first:last], *self._open)
        for arn, address in candidates:
            if meets(pattern, arn).possible:
                yield arn, address


def _tail(arn: str) -> str:
    parts = arn.split(":", 5)
    return parts[5] if len(parts) > 5 else arn  # noqa: PLR2004  # an ARN has six parts


def _readable(resource: Resource) -> bool:
    return isinstance(resource.attributes, dict)
