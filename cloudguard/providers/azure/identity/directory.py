"""Roles of the directory and permissions of Microsoft Graph: which there are, and who has them.

Microsoft Entra documentation, "Microsoft Entra built-in roles"; the ways are in entra.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from cloudguard.providers.azure.identity.objects import Objects, Thing, whoever
from cloudguard.providers.azure.identity.roles import table
from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure, readable
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Source, Unknown, Value

BUILT_IN: Final = "azuread_directory_role"
CUSTOM: Final = "azuread_custom_directory_role"
WAYS: Final = ("tenant", "elevate", "applications", "passwords", "groups")
# By type the paths of the role, of who has it, and of where; whether it must be activated.
_GIVES: Final = {
    "azuread_directory_role_assignment": ("role_id", "principal_object_id", "scope", True),
    "azuread_directory_role_member": ("role_object_id", "member_object_id", "", True),
    "azuread_directory_role_eligibility_schedule_request": (
        "role_definition_id",
        "principal_id",
        "scope",
        False,
    ),
    "azuread_administrative_unit_role_member": ("role_object_id", "member_object_id", "unit", True),
}
# The last two before azuread 3.
_SCOPES: Final = (
    "directory_scope_id",
    "app_scope_id",
    "directory_scope_object_id",
    "app_scope_object_id",
)
APP_ROLE: Final = "azuread_app_role_assignment"


@dataclass(frozen=True, slots=True)
class DirectoryRole:
    """A role or a permission, and what comes of it; `open_` are ways that may come of it."""

    name: str
    id: str = ""
    ways: tuple[str, ...] = ()
    open_: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """A role of the directory that somebody has, or may activate.

    `role` is the id of a built-in one over the whole directory, "" of any other.
    """

    thing: Thing
    role: str
    says: DirectoryRole
    at: Source
    certain: bool
    active: bool
    whole: bool


def role_of(value: Value[Any], azure: Azure) -> DirectoryRole:
    """Return the role of the directory that a value names."""
    if isinstance(value, Unknown):
        return _unknown("a role that is not known")
    if isinstance(value.value, Reference):
        target = azure.resources.by_address.get(value.value.address)
        if target is None or not readable(target):
            return _unknown(str(value.value))
        if target.type == CUSTOM and target.mode == "managed":
            return _custom(target)
        for path in ("template_id", "display_name", "role_id"):
            written = target.attributes.get(path)
            if isinstance(written, str) and written.lower() in _known("roles"):
                return _known("roles")[written.lower()]
        return _unknown(target.address)
    text = str(value.value).lower()
    if text in _known("roles"):
        return _known("roles")[text]
    for type_ in (BUILT_IN, CUSTOM):
        for resource in azure.resources.of(type_):
            if readable(resource) and text in (
                resource.attributes.get("object_id"),
                resource.attributes.get("id"),
            ):
                return role_of(Known(Reference(resource.address), resource.source()), azure)
    return _unknown(f"role {text}")


def permission_of(value: Value[Any]) -> DirectoryRole:
    """Return the permission of an application that a value names."""
    if isinstance(value, Unknown):
        return _unknown("a permission that is not known")
    if isinstance(value.value, Reference):
        inner = value.value.attribute.partition("app_role_ids.")[2].lower()
        if not inner:
            return _unknown(str(value.value))
        return _known("permissions").get(inner, DirectoryRole(inner))
    text = str(value.value).lower()
    # Of hundreds of permissions those that lead anywhere are known; others lead nowhere.
    return _known("permissions").get(text, DirectoryRole(text))


def holdings(objects: Objects) -> Iterator[Holding]:
    """Yield who has which role of the directory."""
    azure = objects.azure
    for type_, (role, who, where, active) in _GIVES.items():
        for resource in azure.resources.of(type_):
            found = role_of(resource.get(role, None, NOT_WRITTEN), azure)
            thing = objects.named(resource.get(who, None, NOT_WRITTEN))
            at = resource.source()
            if thing is None:
                thing = whoever(resource.address)
            whole = _whole(resource, where)
            yield Holding(
                thing,
                found.id if whole is True else "",
                found,
                at,
                certain=not resource.doubt and whole is not None,
                active=active,
                whole=whole is not False,
            )


def _whole(resource: Resource, where: str) -> bool | None:
    """Tell whether a role is over the whole directory, None where that is not known."""
    if where != "scope":
        return not where
    for path in _SCOPES:
        found = resource.get(path, None, "azuread docs: the whole directory")
        if isinstance(found, Unknown):
            return None
        if found.value not in (None, "", "/"):
            return False
    return True


def _custom(resource: Resource) -> DirectoryRole:
    """Return a role of one's own: what its actions lead to."""
    ways: dict[str, None] = {}
    open_: tuple[str, ...] = ()
    known = {row["action"].lower(): row["ways"] for row in table("entra.yaml")["actions"]}
    blocks = resource.blocks("permissions")
    enabled = resource.get("enabled", None, "azuread docs: required")
    if isinstance(enabled, Known) and enabled.value is False:
        return DirectoryRole(resource.address)
    for block in blocks.value if isinstance(blocks, Known) else ():
        items = block.items("allowed_resource_actions")
        for item in items.value if isinstance(items, Known) else ():
            if isinstance(item, Known):
                ways.update(dict.fromkeys(known.get(str(item.value).lower(), ())))
            else:
                open_ = WAYS[2:]
        if isinstance(items, Unknown):
            open_ = WAYS[2:]
    if isinstance(blocks, Unknown) or isinstance(enabled, Unknown):
        return DirectoryRole(resource.address, "", (), tuple(ways) or WAYS[2:])
    return DirectoryRole(resource.address, "", tuple(ways), open_)


def _unknown(name: str) -> DirectoryRole:
    return DirectoryRole(name, "", (), WAYS)


@cache
def _known(kind: str) -> Mapping[str, DirectoryRole]:
    made: dict[str, DirectoryRole] = {}
    for row in table("entra.yaml")[kind]:
        role = DirectoryRole(row["name"], row["id"], tuple(row["ways"]))
        made[row["name"].lower()] = made[row["id"]] = role
    return made
