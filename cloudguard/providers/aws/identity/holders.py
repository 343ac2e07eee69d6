"""What already has a role, and what it is called in policies: functions, instances, projects.

Service Authorization Reference, "Resource types defined by …" of each service;
terraform-provider-aws 5.100 documentation for the attribute that names the role.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from cloudguard.providers.aws.documents import document
from cloudguard.providers.aws.identity.directory import Directory
from cloudguard.providers.aws.identity.globs import ANY, hidden
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value

_PROFILES: Final = ("aws_iam_instance_profile",)
_ROLES: Final = ("aws_iam_role",)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A type: where it names its role, its ARN, and the attribute that ends it.

    `inside` is where in the document that stands there the role is named.
    """

    type: str
    role: str
    arn: str
    name: str = "name"
    profile: bool = False
    inside: str = ""


_TABLE: Final = Path(__file__).parent.parent / "holders.yaml"


@cache
def _kinds() -> dict[str, tuple[_Kind, ...]]:
    """Return the kinds of what has a role; see the head of holders.yaml."""
    table = yaml.load(_TABLE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {name: tuple(_Kind(**entry) for entry in entries) for name, entries in table.items()}


@dataclass(frozen=True, slots=True)
class Holder:
    """Something that has a role: `role` is its address, "" where it may be any."""

    resource: Resource
    arn: str
    role: str


def holders(directory: Directory) -> dict[str, list[Holder]]:
    """Return by kind what has a role in this input."""
    return {name: list(_of(kinds, directory)) for name, kinds in _kinds().items()}


def _of(kinds: tuple[_Kind, ...], directory: Directory) -> Iterator[Holder]:
    for kind in kinds:
        for resource in directory.aws.resources.of(kind.type):
            role = _role(resource, kind, directory)
            if role is not None:
                yield Holder(resource, _arn(resource, kind, directory), role)


def _role(resource: Resource, kind: _Kind, directory: Directory) -> str | None:
    """Return the address of a role; "" where nobody knows which; None where it has none."""
    value = resource.get(kind.role, "", "not written: no role")
    if isinstance(value, Known) and not value.value:
        return None
    if kind.inside:
        found = document(resource, kind.role, directory.aws)
        if isinstance(found, Unknown):
            return ""
        inner = found.value.get(kind.inside)
        if inner is None:
            return None
        value = inner if isinstance(inner, Unknown) else Known(inner, found.source)
    if not kind.profile:
        return _named(value, directory, _ROLES)
    if isinstance(value, Known) and isinstance(value.value, Reference):
        target = directory.aws.resources.by_address.get(value.value.address)
        if target is not None and target.type in _ROLES:
            return target.address
    profile = _named(value, directory, _PROFILES)
    target = directory.aws.resources.by_address.get(profile) if profile else None
    if target is None:
        return profile
    return _named(target.get("role", "", "not written: no role"), directory, _ROLES)


def _named(value: Value[Any], directory: Directory, types: tuple[str, ...]) -> str | None:
    """Return the address that a value names, "" where it may be any, None where it is elsewhere."""
    found = directory.find(value, *types)
    if found is None or (not found and directory.nameless(*types)):
        return ""
    return found or None


def _arn(resource: Resource, kind: _Kind, directory: Directory) -> str:
    written = resource.attributes.get("arn") if isinstance(resource.attributes, dict) else None
    if kind.name and isinstance(written, str) and written.startswith("arn:"):
        return written
    name = resource.get(kind.name, None, "not written") if kind.name else None
    known = name.value if isinstance(name, Known) and isinstance(name.value, str) else None
    made = kind.arn.format(
        region=directory.region(resource),
        account=directory.account(resource),
        name=known or hidden(f"{resource.address}.id"),
    )
    return f"arn:aws:{made}".replace("/*", f"/{ANY}")
