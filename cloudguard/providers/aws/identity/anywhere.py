"""Programs outside of AWS that begin a role's session with a certificate.

IAM Roles Anywhere User Guide, "Trust model", "Creating a trust anchor and profile": whoever has a
certificate of the authority that a trust anchor names takes a role that a profile lists and that
trusts the service. The profile's session policy leaves no more than it allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.identity.powers import Principal
from cloudguard.providers.aws.identity.graph import Graph
from cloudguard.providers.aws.identity.running import admitted
from cloudguard.sources.resource import Resource
from cloudguard.values import Known

ANCHOR: Final = "aws_rolesanywhere_trust_anchor"
PROFILE: Final = "aws_rolesanywhere_profile"
SERVICE: Final = "rolesanywhere.amazonaws.com"


def anywhere(graph: Graph) -> None:
    """Draw what the holders of certificates become; an anchor stands for those of its authority."""
    resources = graph.directory.aws.resources
    anchors = [each for each in resources.of(ANCHOR) if not _off(each)]
    for profile in resources.of(PROFILE):
        if _off(profile):
            continue
        roles = list(_roles(graph, profile))
        # An anchor that is elsewhere admits to a profile as well: the profile stands for it then.
        for anchor in anchors or [profile]:
            name = _name(anchor)
            source = anchor.source("name")
            graph.powers.principal(Principal(anchor.address, "machine", name, source))
            for role, certain in roles:
                how = f"a certificate of {name}, by {profile.address}"
                at = profile.source("role_arns")
                sure = certain and not anchor.doubt
                graph.step(anchor.address, graph.role(role).id, how, at, certain=sure)


def _roles(graph: Graph, profile: Resource) -> Iterator[tuple[str, bool]]:
    """Yield the roles that a profile gives, and whether surely all that they may."""
    listed = profile.items("role_arns")
    whole = isinstance(listed, Known) and not profile.doubt and not _narrowed(profile)
    each = listed.value if isinstance(listed, Known) else ()
    found = [graph.directory.find(one, "aws_iam_role") for one in each]
    unknown = not isinstance(listed, Known) or None in found
    for address in graph.people.roles:
        named = address in found
        trusts = admitted(graph.services[address], SERVICE)
        if trusts.possible and (named or unknown):
            yield address, whole and named and trusts.sure


def _narrowed(profile: Resource) -> bool:
    """Tell whether a session policy may take something away."""
    text = profile.get("session_policy", "", "not written: the role's own rights")
    arns = profile.get("managed_policy_arns", [], "not written: the role's own rights")
    return any(not isinstance(each, Known) or bool(each.value) for each in (text, arns))


def _off(resource: Resource) -> bool:
    found = resource.get("enabled", None, "not written: made as the console says")
    return isinstance(found, Known) and found.value is False


def _name(resource: Resource) -> str:
    found = resource.get("name", None, "required")
    known = isinstance(found, Known) and isinstance(found.value, str)
    return str(found.value) if known and isinstance(found, Known) else resource.address
