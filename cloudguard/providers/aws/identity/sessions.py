"""How somebody is signed in, and what of it a request tells.

IAM User Guide, "AWS global condition context keys", aws:MultiFactorAuthPresent: requests signed
with long-lived keys lack the key; temporary credentials of a user have it, false without a second
factor. "Secure API access with MFA": credentials of AssumeRole carry no information about MFA, so
for a role the key is taken to be absent or false. aws:MultiFactorAuthAge is there only with MFA.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cloudguard.providers.aws.identity.conditions import AGE, MFA, Alternatives, Context
from cloudguard.providers.aws.identity.variables import NOTHING

KEY: Final = "access key"
CONSOLE: Final = "console without MFA"
TOKEN: Final = "session token without MFA"  # noqa: S105  # a kind of session
WITH_MFA: Final = "session with MFA"
ROLE: Final = "role session"
KINDS: Final = (KEY, CONSOLE, TOKEN, WITH_MFA, ROLE)

_SECONDS: Final = "0"  # a session may be begun at once: any limit of age is met then
_SIGNED_IN: Final[Mapping[str, tuple[Alternatives, Alternatives]]] = {
    KEY: ((None,), (None,)),
    CONSOLE: (("false",), (None,)),
    TOKEN: (("false",), (None,)),
    WITH_MFA: (("true",), (_SECONDS,)),
    ROLE: ((None, "false"), (None,)),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """One who asks: a user, or a role; `tags` is None where these are not known."""

    arn: str
    account: str
    user: str | None = None
    tags: Mapping[str, str] | None = None


def context(caller: Caller, kind: str) -> Context:
    """Return the condition keys that a session's requests have; others are not known."""
    present, age = _SIGNED_IN[kind]
    known: dict[str, Alternatives] = {
        MFA: present,
        AGE: age,
        "aws:principalarn": (caller.arn,),
        "aws:principalaccount": (caller.account,),
        "aws:principaltype": ("AssumedRole" if kind == ROLE else "User",),
        "aws:username": (caller.user,),
        "aws:principalisawsservice": ("false",),
        "aws:viaawsservice": ("false",),
        "aws:securetransport": ("true",),
    }
    for tag, value in (caller.tags or {}).items():
        known[f"aws:principaltag/{tag.lower()}"] = (value,)
    return known


def names(caller: Caller) -> Mapping[str, str]:
    """Return what policy variables stand for."""
    found = {
        "aws:username": NOTHING if caller.user is None else caller.user,
        "aws:principalaccount": caller.account,
        "aws:principaltype": "AssumedRole" if caller.user is None else "User",
    }
    for tag, value in (caller.tags or {}).items():
        found[f"aws:principaltag/{tag.lower()}"] = value
    return found
