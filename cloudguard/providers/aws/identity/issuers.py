"""Issuers that everybody's programs share, and which conditions hold a role to some of them.

IAM User Guide, "Create a role for OpenID Connect federation": for a shared issuer only conditions
on its tokens' claims tell one's own programs from a stranger's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from cloudguard.providers.aws.documents import listed
from cloudguard.providers.aws.identity.globs import ANY, MAYBE, NO, YES, Both

_GITHUB: Final = "token.actions.githubusercontent.com"
SHARED: Final = (
    _GITHUB,
    "gitlab.com",
    "app.terraform.io",
    "agent.buildkite.com",
    "oidc.circleci.com",
    "api.bitbucket.org",
    "vstoken.dev.azure.com",
)
_POSITIVE: Final = ("stringequals", "stringlike", "stringequalsignorecase", "numericequals")
_END: Final = "\n"
"""Ends a value of which everything is known: no wildcard follows."""

# GitHub Docs, "OpenID Connect reference"; GitLab Docs, "OpenID Connect (OIDC) authentication using
# ID tokens"; HCP Terraform, "Workload identity tokens"; Buildkite, "Buildkite CLI oidc": a subject
# begins with the kind of its first name. What stands before the first `/` or `:` is the owner, of
# which a pattern must leave nothing open. Owners can have GitHub write other claims first.
_NAMED: Final = re.compile(
    r"(repo|repository|project_path|organization):[^/:]+[/:]"
    r"|(repository_owner|repository_owner_id|repository_id|enterprise|enterprise_id):[^:]+[:\n]"
)
_OPEN: Final = re.compile(r"|(repo|project_path|organization):[^/:]*")
_HEADS: Final = ("repo:", "project_path:", "organization:")
_OWNER: Final = (re.compile(r"[^/]+/"), re.compile(r"[^/]*"))
_WHOLE: Final = (re.compile(r"[^\n]+\n"), re.compile(r".*"))
_ELSE: Final = (re.compile(r"(?!)"), re.compile(r""))
# AWS What's New of January 2026, "AWS STS now supports validation of select identity provider
# specific claims" (GitHub): which claims of a token can be asked for. A claim that cannot is absent
# and lets nobody in. Of those left out (ref, environment, workflow) anyone can choose the value;
# a workflow that others may call, or one who acts in a stranger's repository, is no owner.
_CLAIMS: Final[Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]] = {
    "repository": _OWNER,
    "repository_owner": _WHOLE,
    "repository_id": _WHOLE,
    "repository_owner_id": _WHOLE,
    "enterprise": _WHOLE,
    "enterprise_id": _WHOLE,
    "job_workflow_ref": _ELSE,
    "actor": _ELSE,
    "actor_id": _ELSE,
}


COGNITO: Final = "cognito-identity.amazonaws.com"
# IAM User Guide, "Available keys for AWS OIDC federation", and "Create a role for OpenID Connect
# federation": these let in whoever has an account with them, or with anybody's application; a
# condition names one's own application, or the people.
_PUBLIC: Final[Mapping[str, frozenset[str]]] = {
    "accounts.google.com": frozenset({"aud", "oaud", "azp", "sub", "email"}),
    "graph.facebook.com": frozenset({"app_id", "id"}),
    "www.amazon.com": frozenset({"app_id", "user_id"}),
    COGNITO: frozenset({"aud", "sub"}),
}
_GUEST: Final = "unauthenticated"


def nobodys(condition: Any, host: str) -> bool:
    """Tell whether a role surely admits whomever a public issuer knows, or guests of Cognito.

    Amazon Cognito Developer Guide, "Role trust and permissions": `aud` is the identity pool, `amr`
    tells those who signed in from guests.
    """
    claims = _PUBLIC.get(host)
    if claims is None or not (condition is None or isinstance(condition, Mapping)):
        return False
    guests = False
    for lines in (condition or {}).values():
        if not isinstance(lines, Mapping):
            return False
        for key, values in lines.items():
            name = str(key).rpartition(":")[2].lower()
            if name in claims or not str(key).lower().startswith(f"{host}:"):
                claims = frozenset()  # held to some, as far as anybody can tell
            guests |= name == "amr" and _GUEST in listed(values)
    return bool(claims) or (guests and host == COGNITO and _admits_guests(condition))


def _admits_guests(condition: Any) -> bool:
    """Tell whether guests are asked for, and nothing but the pool besides."""
    return all(
        operator.lower().removeprefix("foranyvalue:").removeprefix("forallvalues:")
        in {"stringequals", "stringlike"}
        and all(str(key).lower() in {f"{COGNITO}:amr", f"{COGNITO}:aud"} for key in lines)
        for operator, lines in condition.items()
    )


def limited(condition: Any, host: str) -> Both:
    """Tell whether a condition holds a role to the programs of some owners of an issuer.

    GitHub Docs, "OpenID Connect reference", "Switching to a unique token URL": an issuer under the
    name of an enterprise is its own.
    """
    if host.startswith(f"{_GITHUB}/"):
        return YES
    if condition is None:
        return NO
    if not isinstance(condition, Mapping):
        return MAYBE
    found = NO
    for operator, lines in condition.items():
        if not isinstance(lines, Mapping):
            found |= MAYBE
            continue
        for key, values in lines.items():
            claim = str(key).rpartition(":")[2].lower()
            if claim == "sub" or (claim in _CLAIMS and host == _GITHUB):
                found |= _line(str(operator).lower(), claim, listed(values))
    return found


def _line(operator: str, claim: str, values: list[Any]) -> Both:
    plain = operator.removeprefix("foranyvalue:")
    loose = plain.removeprefix("forallvalues:").removesuffix("ifexists")
    if loose not in _POSITIVE:
        return NO
    # `IfExists` and `ForAllValues` are met without the claim; a subject every token has.
    found = YES if plain == loose else MAYBE if claim == "sub" else NO
    for value in values:
        known = isinstance(value, (str, int)) and not isinstance(value, bool)
        found &= _narrow(claim, str(value), like=loose == "stringlike") if known else MAYBE
    return found


def _narrow(claim: str, text: str, *, like: bool) -> Both:
    """Tell whether a value names one owner: by what stands before anything left open."""
    before = re.split(r"[*?]", text, maxsplit=1)[0] if like else text
    sure = re.split(rf"{ANY}|\$\{{", before, maxsplit=1)[0]
    named, left = (_NAMED, _OPEN) if claim == "sub" else _CLAIMS[claim]
    if named.match(sure + _END if sure == text else sure):
        return YES
    if sure != before or before == text:
        return MAYBE
    heads = claim == "sub" and any(head.startswith(before) for head in _HEADS)
    return NO if heads or left.fullmatch(before) else MAYBE
