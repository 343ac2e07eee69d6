"""Ways between accounts and zones that are not packets: policies, shares, trust, copies."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from cloudguard.assets.grants import Grant, Grantee
from cloudguard.providers.aws.principals import Principals
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.grants import NOT_WRITTEN, Way, Ways, at, granted, load, read
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value

_SHARE: Final = "aws_ram_resource_share"
_OUTLET: Final = "outlet"
_POLICY: Final = "aws_vpc_endpoint_policy"
# AWS Lake Formation Developer Guide, "Granting and revoking permissions on Data Catalog resources".
_CATALOGUE: Final = (
    ("database.name", "aws_glue_catalog_database"),
    ("table.name", "aws_glue_catalog_table"),
    ("table.database_name", "aws_glue_catalog_database"),
    ("data_location.arn", ""),
)


def grants(aws: Aws) -> Iterator[Grant]:
    """Yield what lets others in, or data out, other than packets."""
    principals = Principals(aws)

    def whom(way: Way, resource: Resource) -> Iterator[Value[Grantee]]:
        if way.way == _OUTLET:
            if resource.type == _POLICY or not _has_policy_beside(resource, aws):
                yield from principals.outlet(resource, way.policy)
        elif way.policy:
            yield from principals.admitted(resource, way.policy)
        for path in way.to:
            for value in at(resource, path):
                found = principals.who(value, resource)
                if found is not None:
                    yield found

    yield from read(aws.resources, aws, ways(), whom)
    yield from _shared(aws, principals)
    yield from _catalogue(aws, principals)


@cache
def ways() -> Ways:
    """Return the ways of each type."""
    return load(Path(__file__).parent / "grants.yaml")


def _has_policy_beside(endpoint: Resource, aws: Aws) -> bool:
    return bool(aws.resources.about(endpoint, _POLICY, "vpc_endpoint_id").named)


def _shared(aws: Aws, principals: Principals) -> Iterator[Grant]:
    """Yield what a share of AWS Resource Access Manager opens to those whom it is associated with.

    AWS RAM User Guide, "Sharing your AWS resources": each principal of a share reaches each
    resource of it.
    """
    way = Way("share")
    for association in aws.resources.of("aws_ram_principal_association"):
        found = (principals.who(value, association) for value in at(association, "principal"))
        to = tuple(one for one in found if one is not None)
        share = association.get("resource_share_arn")
        parts = list(_parts(share, aws))
        for of in parts or [share]:
            yield from granted(association, way, to, aws, of)


def _parts(share: Value[Any], aws: Aws) -> Iterator[Value[Any]]:
    """Yield what the resource associations of a share name, unknown of one that may be its."""
    for association in aws.resources.of("aws_ram_resource_association"):
        of = association.get("resource_share_arn")
        if _same(share, of):
            yield association.get("resource_arn")
        elif isinstance(of, Unknown):
            yield of


def _same(one: Value[Any], other: Value[Any]) -> bool:
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return False
    a, b = one.value, other.value
    if isinstance(a, Reference) and isinstance(b, Reference):
        return a.address == b.address
    return bool(a == b)


def _catalogue(aws: Aws, principals: Principals) -> Iterator[Grant]:
    """Yield what Lake Formation permits on the Data Catalog."""
    way = Way("policy")
    for permission in aws.resources.of("aws_lakeformation_permissions"):
        found = [principals.who(value, permission) for value in at(permission, "principal")]
        to = tuple(one for one in found if one is not None)
        yield from granted(permission, way, to, aws, _permitted(permission, aws))


def _permitted(permission: Resource, aws: Aws) -> Value[Any]:
    for path, type_ in _CATALOGUE:
        found = permission.get(path, None, NOT_WRITTEN)
        if isinstance(found, Known) and found.value is None:
            continue
        if isinstance(found, Known) and isinstance(found.value, str) and type_:
            for resource in aws.resources.of(type_):
                name = fact(resource, "name")
                if isinstance(name, Known) and name.value == found.value:
                    return Known(Reference(resource.address), found.source)
        return found
    return Known(Reference(permission.address), permission.source())
