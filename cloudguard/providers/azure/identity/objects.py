"""Objects of Microsoft Entra ID as an input names them: users, groups, programs, identities.

terraform-provider-azuread 3.7 and azurerm 4.55 documentation: `object_id` of users, groups and
service principals, `user_id` of invitations, `principal_id` of managed identities.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from cloudguard.providers.azure.identity.answers import MAYBE, NO, YES, Answer, plain
from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure, readable
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value

Kind: TypeAlias = Literal["user", "guest", "group", "program", "unknown"]
USER: Final = "azuread_user"
GUEST: Final = "azuread_invitation"
PRINCIPAL: Final = "azuread_service_principal"
APPLICATION: Final = "azuread_application"
REGISTRATION: Final = "azuread_application_registration"
IDENTITY: Final = "azurerm_user_assigned_identity"
GROUPS: Final = ("azuread_group", "azuread_group_without_members")
_KINDS: Final[dict[str, Kind]] = {
    USER: "user",
    GUEST: "guest",
    PRINCIPAL: "program",
    APPLICATION: "program",
    REGISTRATION: "program",
    IDENTITY: "program",
    **dict.fromkeys(GROUPS, "group"),
}
# azurerm_role_assignment, principal_type; azuread has no such attribute.
TYPES: Final[dict[str, Kind]] = {
    "user": "user",
    "group": "group",
    "foreigngroup": "group",
    "serviceprincipal": "program",
}
GUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DEPTH: Final = 6


@dataclass(frozen=True, slots=True)
class Thing:
    """An object as it is named: by an address, or by an id that nothing in the input has.

    `made` tells that this input makes it, so that no id that is written can be its own; `open`
    that nothing tells which object it is: it may be any of this input.
    """

    name: str
    kind: Kind
    guid: str = ""
    login: str = ""
    resource: Resource | None = None
    made: bool = False
    open: bool = False

    @property
    def managed(self) -> bool:
        """Tell whether the input declares it."""
        return self.resource is not None and self.resource.mode == "managed"

    @property
    def shown(self) -> str:
        """Return what people call it."""
        return self.login or self.name


def same(one: Thing, other: Thing) -> Answer:
    """Tell whether two names are of one object."""
    if one.name == other.name:
        return YES
    if one.guid and other.guid:
        return plain(one.guid == other.guid)
    if one.login and other.login and one.kind == other.kind:
        return plain(one.login.lower() == other.login.lower())
    if "unknown" not in (one.kind, other.kind) and one.kind != other.kind:
        return NO
    if one.managed and other.managed:
        return NO
    if (one.made and other.guid) or (other.made and one.guid):
        return NO
    return MAYBE


def whoever(address: str, kind: Kind = "unknown") -> Thing:
    """Return the object that something names, where nothing tells which it is."""
    return Thing(f"whoever {address} names", kind, open=True)


class Objects:
    """The objects of one input."""

    def __init__(self, azure: Azure) -> None:
        """Index the objects whose ids are known."""
        self.azure = azure
        self._made: dict[str, Thing] = {}
        self._by_guid: dict[str, Thing] = {}
        for resource in (*azure.resources.data, *azure.resources.managed):
            if resource.type in _KINDS and (thing := self.of(resource)).guid:
                self._by_guid[thing.guid] = thing

    def of(self, resource: Resource, attribute: str = "") -> Thing:
        """Return the object that a resource is, or the identity that it has."""
        system = attribute.startswith("identity") or resource.type not in _KINDS
        name = f"{resource.address} identity" if system else resource.address
        if name not in self._made:
            kind: Kind = "program" if system else _KINDS[resource.type]
            paths = ("principal_id",) if kind == "program" else ()
            paths = ("identity.principal_id",) if system else (*paths, "object_id", "user_id")
            self._made[name] = Thing(
                name,
                kind,
                _text(resource, *paths).lower(),
                _text(resource, "user_principal_name", "user_email_address"),
                resource,
                made=resource.action == "create",
            )
        return self._made[name]

    def all(self, *types: str) -> list[Thing]:
        """Return the objects that resources of some types declare."""
        return [self.of(r) for type_ in types for r in self.azure.resources.of(type_)]

    def programs(self) -> list[Thing]:
        """Return what programs of this input run as: also what has an identity of its own."""
        named = self.all(PRINCIPAL, IDENTITY)
        for resource in self.azure.resources.managed:
            if readable(resource) and "identity" in resource.attributes:
                named.append(self.of(resource, "identity"))
        return named

    def named(self, value: Value[Any], kind: Kind = "unknown") -> Thing | None:
        """Return the object that a value names, None where nothing tells."""
        return None if isinstance(value, Unknown) else self._named(value.value, kind, 0)

    def _named(self, found: Any, kind: Kind, depth: int) -> Thing | None:
        if isinstance(found, str) and found:
            guid = found.lower()
            return self._by_guid.get(guid) or Thing(guid, kind, guid)
        if not isinstance(found, Reference):
            return None
        target = self.azure.resources.by_address.get(found.address)
        if target is None:
            return Thing(str(found), kind)
        if target.type in _KINDS:
            return self.of(target)
        if found.attribute.startswith("identity"):
            return self.of(target, found.attribute)
        further = target.get(found.attribute, None, NOT_WRITTEN) if readable(target) else None
        if isinstance(further, Known) and further.value and depth < _DEPTH:
            return self._named(further.value, kind, depth + 1)
        return Thing(str(found), "user" if target.type == "azuread_users" else kind)


def _text(resource: Resource, *paths: str) -> str:
    """Return the first attribute that is a known text: as it stands, without its references."""
    for path in paths:
        node = resource.attributes
        for part in path.split("."):
            node = node[0] if isinstance(node, list) and node else node
            node = node.get(part) if isinstance(node, dict) else None
        if isinstance(node, str) and node:
            return node
    return ""
