"""The root user of each account, whom no input shows: what people must attest of it.

IAM User Guide, "Centralize root access for member accounts": whoever manages an organisation may
delete the root credentials of its member accounts; accounts that it makes have none. Those of the
management account stay. "AWS account root user": no policy of the account holds it.
"""

from __future__ import annotations

from typing import Final

from cloudguard.providers.aws.identity.graph import Graph, place_name
from cloudguard.sources.resource import Resource
from cloudguard.values import Known

FEATURES: Final = "aws_iam_organizations_features"
_MANAGED: Final = "RootCredentialsManagement"
_ALONE: Final = "its root user is in no input: attest that it has MFA and no access key"
_CENTRAL: Final = (
    "its root user is in no input: attest that the root credentials of member accounts, which are "
    "managed centrally, are deleted, and that the management account's root user has MFA and no "
    "access key"
)


def root(graph: Graph) -> None:
    """Say of each account that has identities what is not seen of its root user."""
    resources = graph.directory.aws.resources
    managed = next((r for r in resources.of(FEATURES) if _central(r)), None)
    for identity in graph.people.all():
        at = identity.resource.source() if managed is None else managed.source("enabled_features")
        why = _ALONE if managed is None else _CENTRAL
        graph.powers.unseen.setdefault(place_name(identity.account), (why, at))


def _central(resource: Resource) -> bool:
    found = resource.items("enabled_features")
    if not isinstance(found, Known) or resource.doubt:
        return False
    return any(isinstance(each, Known) and each.value == _MANAGED for each in found.value)
