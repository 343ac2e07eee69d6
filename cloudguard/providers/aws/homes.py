"""Which account a provider block works in, where nothing but the policies of its keys tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from cloudguard.providers.aws.documents import Document, document, listed, statements
from cloudguard.providers.aws.everyone import is_open
from cloudguard.providers.aws.provider import Aws
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown

_ACCOUNT: Final = re.compile(r"\d{12}")
_ARN: Final = re.compile(r"^arn:[\w-]+:iam::(?P<account>\d{12}):")
_KEEPING: Final = frozenset({"*", "kms:*", "kms:put*", "kms:putkeypolicy"})
_BYPASS: Final = "bypass_policy_lockout_safety_check"


class Homes:
    """The own accounts of provider blocks, by what AWS KMS demands of a key.

    AWS KMS API Reference, CreateKey: a key is made only if its policy lets whoever makes it change
    that policy later, unless BypassPolicyLockoutSafetyCheck is set. Where the principals of a
    single account may, that is the account the key is made in.
    """

    def __init__(self, aws: Aws) -> None:
        """Look at the keys of an input."""
        self._aws = aws
        self._found: dict[str, str | None] = {}

    def of(self, key: str) -> str | None:
        """Return the account of a provider block, None where its keys do not show it."""
        if key not in self._found:
            found: set[str] = set()
            for resource in self._aws.resources.of("aws_kms_key"):
                if resource.provider_key == key and not resource.doubt:
                    found |= self._keepers(resource)
            self._found[key] = found.pop() if len(found) == 1 else None
        return self._found[key]

    def _keepers(self, key: Resource) -> set[str]:
        """Return the account that alone may change the policy of a key; nothing if several may."""
        bypass = key.get(_BYPASS, False, "false by default")
        policy = document(key, "policy", self._aws)
        if isinstance(policy, Unknown) or not isinstance(bypass, Known) or bypass.value:
            return set()
        written = policy.value.get("Statement")
        if is_open(written) or any(map(is_open, listed(written))):
            return set()
        found: set[str] = set()
        for statement in statements(policy.value):
            found |= _keeping(statement)
        return found if len(found) == 1 and all(map(_ACCOUNT.fullmatch, found)) else set()


def _keeping(statement: Document) -> set[str]:
    """Return whose principals a statement lets change a policy; a word for those not known."""
    effect, actions = statement.get("Effect"), listed(statement.get("Action"))
    sure = not is_open(effect) and not any(map(is_open, actions))
    if sure and (effect != "Allow" or not {str(a).lower() for a in actions} & _KEEPING):
        return set() if "NotAction" not in statement else {"?"}
    principal = statement.get("Principal")
    names = listed(principal.get("AWS")) if isinstance(principal, Mapping) else ["?"]
    found = set()
    for name in names:
        arn = _ARN.match(name) if isinstance(name, str) else None
        found.add(arn["account"] if arn else str(name))
    return found
