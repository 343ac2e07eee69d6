"""Sign-on rules of identity domains: what a reviewer must hold against the console's own policy.

Terraform says what a rule asks for, and not which policy decides of the console: that one is made
with the domain (OCI documentation, "Managing Sign-On Policies", and "Security Policy for OCI
Console"). No documentation at hand says what `return` may hold: `effect` lets in or not, and
`authenticationFactor` with 2FA in its value asks for a second factor, as the published "OCI IAM
Domain Migration Utilities" read them. So a rule is named, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.providers.oci.provider import Oci
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown

RULE: Final = "oci_identity_domains_rule"
SIGN_ON: Final = (
    "the sign-on policy of the identity domain decides: attest that it asks administrators for an "
    "additional factor"
)


def decides(oci: Oci, at: Source, otherwise: str = SIGN_ON) -> Unknown:
    """Return why it is not known whether signing in asks for a second factor.

    A rule of this input is named: one that lets in with one factor first, then one that may.
    """
    by_answer = {asks: rule for rule, asks in reversed(list(_rules(oci)))}
    for asks in (False, None, True):
        if (rule := by_answer.get(asks)) is not None:
            return Unknown(_said(rule.address, asks=asks), rule.source("return"))
    return Unknown(otherwise, at)


def _said(rule: str, *, asks: bool | None) -> str:
    if asks:
        return (
            f"the sign-on rule {rule} asks for a second factor: attest that it decides of every "
            "administrator"
        )
    if asks is None:
        return (
            f"the sign-on rule {rule} may let in with one factor: attest that it decides of no "
            "administrator"
        )
    return (
        f"the sign-on rule {rule} lets in with one factor: attest that it decides of no "
        "administrator"
    )


def _rules(oci: Oci) -> Iterator[tuple[Resource, bool | None]]:
    """Yield the rules that let somebody sign in, and whether each asks for two factors."""
    for rule in oci.resources.of(RULE):
        kind = rule.get("policy_type.value", None, "required")
        if not (isinstance(kind, Known) and str(kind.value).lower() == "signon"):
            continue
        active = rule.get("active", True, "not written")
        if isinstance(active, Known) and active.value is False:
            continue
        found = rule.blocks("return")
        whole = isinstance(found, Known)
        told: dict[str, str] = {}
        for block in found.value if isinstance(found, Known) else ():
            name, value = (block.get(each, None, "required") for each in ("name", "value"))
            if isinstance(name, Known) and isinstance(value, Known):
                told[str(name.value)] = str(value.value)
            else:
                whole = False
        if told.get("effect", "").upper() != "DENY":
            asks = "2FA" in told.get("authenticationFactor", "").upper()
            yield rule, True if asks else (False if whole else None)
