"""Azure roles: which actions they grant, surely or possibly.

Azure RBAC documentation, "Understand Azure role definitions": `*` stands for any text; what
NotActions name is taken from the Actions beside them, and is no denial: another role may grant it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from cloudguard.providers.azure.identity.answers import MAYBE, NO, YES, Answer, every, some
from cloudguard.providers.azure.identity.objects import GUID
from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure, readable
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value

HERE: Final = Path(__file__).parent.parent
CUSTOM: Final = "azurerm_role_definition"
_ID: Final = re.compile(
    r"(?:.*/roleDefinitions/)?(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\|.*)?",
    re.IGNORECASE,
)


_END: Final = re.compile(rf"/.*/roleDefinitions/(?P<id>{GUID.pattern})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Permission:
    """Actions that are granted but for others; `open` tells that more of either may be written."""

    actions: tuple[str, ...]
    besides: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    besides_data: tuple[str, ...] = ()
    more: bool = False
    fewer: bool = False

    def grants(self, action: str, *, data: bool = False) -> Answer:
        """Tell whether an action is granted."""
        named, besides = (self.data, self.besides_data) if data else (self.actions, self.besides)
        if _any(besides, action):
            return NO
        if _any(named, action, loose=True):
            return MAYBE if self.fewer else YES
        return MAYBE if self.more else NO


@dataclass(frozen=True, slots=True)
class Role:
    """A role; `id` is the one that Azure knows it by, or the address of a custom one."""

    name: str
    id: str = ""
    permissions: tuple[Permission, ...] = ()
    known: bool = True

    def grants(self, action: str, *, data: bool = False) -> Answer:
        """Tell whether the role grants an action."""
        if not self.known:
            return MAYBE
        return some(each.grants(action, data=data) for each in self.permissions)

    def grants_all(self, actions: Sequence[str], data: Sequence[str] = ()) -> Answer:
        """Tell whether the role grants all of some actions."""
        return every(self.grants(a) for a in actions) & every(
            self.grants(a, data=True) for a in data
        )


@dataclass(frozen=True, slots=True)
class Escalation:
    """One way from some rights to more; see the head of escalations.yaml."""

    id: str
    way: str
    source: str
    actions: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    types: frozenset[str] = field(default_factory=frozenset)
    unsure: str = ""

    @property
    def says(self) -> str:
        """Return what is done, as it is told."""
        return " + ".join((*self.actions, *self.data))


@cache
def granted(role: Role, escalation: Escalation) -> Answer:
    """Tell whether a role grants all that an escalation needs."""
    met = role.grants_all(escalation.actions, escalation.data)
    return met & MAYBE if escalation.unsure else met


class Roles:
    """The roles that an input speaks of."""

    def __init__(self, azure: Azure) -> None:
        """Look up custom roles in an input."""
        self._azure = azure
        self._made: dict[str, Role] = {}

    def of(self, resource: Resource) -> Role:
        """Return the role that an assignment names, by its name or its id."""
        named = resource.get("role_definition_name", None, NOT_WRITTEN)
        if isinstance(named, Known) and isinstance(named.value, str) and named.value:
            return self._named(named.value)
        if isinstance(named, Known) and isinstance(named.value, Reference):
            return self._referred(named.value)
        return self.read(resource.get("role_definition_id", None, NOT_WRITTEN))

    def read(self, value: Value[Any]) -> Role:
        """Return the role that an id names."""
        if isinstance(value, Known) and isinstance(value.value, str):
            found = _ID.fullmatch(value.value)
            return self._with_id(found["id"]) if found else _unknown(value.value)
        if isinstance(value, Known) and isinstance(value.value, Reference):
            return self._referred(value.value)
        if isinstance(value, Unknown) and value.around is not None:
            found = _END.fullmatch(value.around[2])  # after the id of a subscription, say
            if found:
                return self._with_id(found["id"])
        return _unknown("a role that is not known")

    def _referred(self, reference: Reference) -> Role:
        target = self._azure.resources.by_address.get(reference.address)
        if target is None or target.type != CUSTOM or not readable(target):
            return _unknown(str(reference))
        if target.mode == "managed":
            return self._custom(target)
        for path, find in (("role_definition_id", self._with_id), ("name", self._named)):
            written = target.attributes.get(path)
            if isinstance(written, str) and (found := find(written)).known:
                return found
        return _unknown(f"{target.address}")

    def _named(self, name: str) -> Role:
        if name.lower() in builtin():
            return builtin()[name.lower()]
        for resource in self._azure.resources.of(CUSTOM):
            found = resource.get("name", None, NOT_WRITTEN)
            if isinstance(found, Known) and found.value == name:
                return self._custom(resource)
        return _unknown(name)

    def _with_id(self, id_: str) -> Role:
        if id_.lower() in builtin():
            return builtin()[id_.lower()]
        for resource in self._azure.resources.of(CUSTOM):
            found = resource.get("role_definition_id", None, NOT_WRITTEN)
            if isinstance(found, Known) and str(found.value).lower() == id_.lower():
                return self._custom(resource)
        return _unknown(f"role {id_}")

    def _custom(self, resource: Resource) -> Role:
        if resource.address not in self._made:
            name = resource.get("name", None, NOT_WRITTEN)
            shown = str(name.value) if isinstance(name, Known) else resource.address
            self._made[resource.address] = Role(
                shown, resource.address, tuple(_permissions(resource)), readable(resource)
            )
        return self._made[resource.address]


def _permissions(resource: Resource) -> list[Permission]:
    blocks = resource.blocks("permissions")
    if isinstance(blocks, Unknown):
        return [Permission((), more=True)]
    return [_permission(block, doubtful=bool(resource.doubt)) for block in blocks.value]


def _permission(block: Resource, *, doubtful: bool) -> Permission:
    (actions, all_), (besides, no_more) = _texts(block, "actions"), _texts(block, "not_actions")
    data, all_data = _texts(block, "data_actions")
    besides_data, no_more_data = _texts(block, "not_data_actions")
    return Permission(
        actions,
        besides,
        data,
        besides_data,
        more=not (all_ and all_data),
        fewer=doubtful or not (no_more and no_more_data),
    )


def _texts(block: Resource, path: str) -> tuple[tuple[str, ...], bool]:
    """Return the texts of a list, and whether these are all."""
    items = block.items(path)
    if isinstance(items, Unknown):
        return (), False
    known = [i.value for i in items.value if isinstance(i, Known) and isinstance(i.value, str)]
    return tuple(known), len(known) == len(items.value)


def _unknown(name: str) -> Role:
    return Role(name, known=False)


def _any(patterns: Sequence[str], action: str, *, loose: bool = False) -> bool:
    return any(_pattern(each, loose=loose).fullmatch(action) for each in patterns)


@cache
def _pattern(text: str, *, loose: bool) -> re.Pattern[str]:
    """Return the pattern of a text.

    `…/*/assign/action` also grants `…/assign/action`, as Managed Identity Operator shows ("Azure
    built-in roles for Identity"); what is taken away is taken as it stands.
    """
    written = text.replace("/*/", "/\0") if loose else text
    made = ".*".join(re.escape(part) for part in written.split("*"))
    return re.compile(made.replace(re.escape("\0"), "(?:.*/)?"), re.IGNORECASE)


@cache
def builtin() -> Mapping[str, Role]:
    """Return the roles that Azure has, by name and by id."""
    loaded = table("roles.yaml")
    made: dict[str, Role] = {name.lower(): Role(name) for name in loaded["harmless"]}
    for row in loaded["roles"]:
        has = Permission(
            tuple(row["actions"]), tuple(row.get("not_actions", ())), tuple(row.get("data", ()))
        )
        made[row["name"].lower()] = made[row["id"]] = Role(row["name"], row["id"], (has,))
    return made


@cache
def escalations(way: str) -> tuple[Escalation, ...]:
    """Return the escalations of one way."""
    return tuple(
        Escalation(
            id=row["id"],
            way=row["way"],
            source=row["source"],
            actions=tuple(row.get("actions", ())),
            data=tuple(row.get("data", ())),
            types=frozenset(row.get("types", ())),
            unsure=row.get("unsure", ""),
        )
        for row in table("escalations.yaml")
        if row["way"] == way
    )


@cache
def table(name: str) -> Any:
    """Return what a file of this provider holds."""
    text = (HERE / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)
