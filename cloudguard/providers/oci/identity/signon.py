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

    A rule of this input that lets in with one factor is named; else what is to be attested.
    """
    one: list[Resource] = []
    two: list[Resource] = []
    for rule, asks in _rules(oci):
        (two if asks else one).append(rule)
    if one:
        why = f"the sign-on rule {one[0].address} lets in with one factor: attest that it decides "
        return Unknown(why + "of no administrator", one[0].source("return"))
    if two:
        why = f"the sign-on rule {two[0].address} asks for a second factor: attest that it decides "
        return Unknown(why + "of every administrator", two[0].source("return"))
    return Unknown(otherwise, at)


def _rules(oci: Oci) -> Iterator[tuple[Resource, bool]]:
    """Yield the rules that let somebody sign in, and whether each surely asks for two factors."""
    for rule in oci.resources.of(RULE):
        kind = rule.get("policy_type.value", None, "required")
        if not (isinstance(kind, Known) and str(kind.value).lower() == "signon"):
            continue
        active = rule.get("active", True, "terraform-provider-oci docs: true by default")
        if isinstance(active, Known) and active.value is False:
            continue
        found = rule.blocks("return")
        told: dict[str, str] = {}
        for block in found.value if isinstance(found, Known) else ():
            name, value = (block.get(each, None, "required") for each in ("name", "value"))
            if isinstance(name, Known) and isinstance(value, Known):
                told[str(name.value)] = str(value.value)
        if told.get("effect", "").upper() != "DENY":
            yield rule, "2FA" in told.get("authenticationFactor", "").upper()
