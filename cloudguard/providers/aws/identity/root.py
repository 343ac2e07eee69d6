"""The root user of each account: what the API tells of it, else what people must attest.

IAM User Guide, "AWS account root user": no policy of the account holds it, and its keys sign
requests without a second factor. "Centralize root access for member accounts": whoever manages an
organisation may delete the root credentials of its member accounts; accounts that it makes have
none. Those of the management account stay. IAM API Reference, GetAccountSummary: whether the root
user has a password, an MFA device, access keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.identity.powers import Principal
from cloudguard.providers.aws.identity.credentials import fact, is_live
from cloudguard.providers.aws.identity.graph import Graph, place_name
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value

FEATURES: Final = "aws_iam_organizations_features"
SUMMARY: Final = "aws_iam_account_summary"
_MANAGED: Final = "RootCredentialsManagement"
_ALONE: Final = "its root user is in no input: attest that it has MFA and no access key"
_UNREAD: Final = "its users or roles were not read whole"
_CENTRAL: Final = (
    "its root user is in no input: attest that the root credentials of member accounts, which are "
    "managed centrally, are deleted, and that the management account's root user has MFA and no "
    "access key"
)


def root(graph: Graph) -> None:
    """Draw the root users that an input tells of, and say of the others what is not seen."""
    resources = graph.directory.aws.resources
    seen = set()
    for summary in resources.of(SUMMARY):
        if is_live(summary):
            account = graph.directory.account(summary)
            seen.add(account)
            _draw(graph, summary, account)
            if not graph.people.complete:
                graph.powers.unseen[place_name(account)] = (_UNREAD, summary.source())
    managed = next((r for r in resources.of(FEATURES) if _central(r)), None)
    for identity in graph.people.all():
        if identity.account in seen:
            continue
        at = identity.resource.source() if managed is None else managed.source("enabled_features")
        why = _ALONE if managed is None else _CENTRAL
        graph.powers.unseen.setdefault(place_name(identity.account), (why, at))


def _draw(graph: Graph, summary: Resource, account: str) -> None:
    at = summary.source()
    key = fact(summary, "root_access_keys")
    name = f"root user of {place_name(account)}"
    graph.powers.principal(Principal(summary.address, "root", name, at, key))
    for how, there, factor in _ways(summary, key):
        if isinstance(there, Known) and not there.value:
            continue
        graph.step(
            summary.address,
            graph.place(account),
            how,
            there.source,
            certain=isinstance(there, Known),
            second_factor=factor,
            by=factor.source,
        )


def _ways(summary: Resource, key: Value[bool]) -> Iterator[tuple[str, Value[bool], Value[bool]]]:
    """Yield how the root user signs in, whether that is there, and whether with MFA."""
    yield "signs in: access key", key, Known(False, key.source)
    mfa = fact(summary, "root_mfa")
    if isinstance(mfa, Unknown):
        mfa = Unknown("whether the root user has MFA was not read", mfa.source)
    yield "signs in: console", fact(summary, "root_password"), mfa


def _central(resource: Resource) -> bool:
    found = resource.items("enabled_features")
    if not isinstance(found, Known) or resource.doubt:
        return False
    return any(isinstance(each, Known) and each.value == _MANAGED for each in found.value)
