"""What roles can do that makes an administrator: the published table, and the roles of an input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from cloudguard.providers.google.provider import NOT_WRITTEN, Google
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value

_CUSTOM: Final = ("google_project_iam_custom_role", "google_organization_iam_custom_role")


@dataclass(frozen=True, slots=True)
class Table:
    """The permissions that lead to power, by how they do; see powers.yaml."""

    administrator: frozenset[str]
    perhaps: frozenset[str]
    impersonate: frozenset[str]
    run: frozenset[str]
    enter: frozenset[str]
    attach: str
    change_role: str
    basic: frozenset[str]
    roles: Mapping[str, frozenset[str]]
    none: frozenset[str]
    keeps: frozenset[str]
    harmless: tuple[str, ...]
    runs_too: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Return every permission of the table."""
        more = {self.attach, self.change_role}
        runs = self.run | self.enter
        return self.administrator | self.perhaps | self.impersonate | runs | more


@cache
def table() -> Table:
    """Return the published table."""
    text = (Path(__file__).parent / "powers.yaml").read_text(encoding="utf-8")
    rows: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return Table(
        administrator=frozenset(rows["administrator"]),
        perhaps=frozenset(rows["perhaps"]),
        impersonate=frozenset(rows["impersonate"]),
        run=frozenset(rows["run"]),
        enter=frozenset(rows["enter"]),
        attach=rows["attach"],
        change_role=rows["change_role"],
        basic=frozenset(rows["basic"]),
        roles={name: frozenset(found) for name, found in rows["roles"].items()},
        none=frozenset(rows["none"]),
        keeps=frozenset(rows["keeps"]),
        harmless=tuple(rows["harmless"]),
        runs_too=frozenset(rows["runs_too"]),
    )


@dataclass(frozen=True, slots=True)
class Role:
    """What a role can do: `permissions` of the table, `basic` an administrator by itself.

    `certain` is false where what it holds is not known; `custom` marks a role that its holder can
    widen, where that is known.
    """

    name: str
    permissions: frozenset[str] = frozenset()
    basic: bool = False
    certain: bool = True
    custom: bool | None = False
    doubtful: frozenset[str] = frozenset()
    """Permissions that it may hold besides."""


class Roles:
    """The roles of one input."""

    def __init__(self, google: Google) -> None:
        """Read the custom roles."""
        self._google = google
        self._named: dict[str, Role] = {}
        self._loose: list[str] = []
        for type_ in _CUSTOM:
            for resource in google.resources.of(type_):
                self._read(resource)

    def read(self, value: Value[Any]) -> Role:
        """Return the role that a binding names."""
        if isinstance(value, Unknown):
            inner = value.around[1] if value.around is not None else None
            if inner is not None and inner.address in self._named:
                return self._named[inner.address]
            return _any("a role known only after apply")
        if isinstance(value.value, Reference):
            return self._named.get(value.value.address) or _any(str(value.value))
        return self.named(str(value.value))

    def named(self, name: str) -> Role:
        """Return a role by its name.

        IAM docs, "IAM roles and permissions index": predefined roles are `roles/…`, custom ones
        are of a project or an organisation.
        """
        known = table()
        if name in self._named:
            return self._named[name]
        if not name.startswith("roles/"):
            return _any(name)
        if name in known.basic:
            return Role(name, known.all, basic=True)
        if name in known.roles:
            return Role(name, known.roles[name])
        last = name.rpartition(".")[2].rpartition("/")[2].lower()
        service = name.removeprefix("roles/").partition(".")[0]
        if name in known.none or (service in known.keeps and name not in known.runs_too):
            return Role(name)
        if last.endswith(known.harmless) or not _rules(last):
            return Role(name)
        return _any(name, custom=False)

    def _read(self, resource: Resource) -> None:
        items = resource.items("permissions")
        held: set[str] = set()
        whole = isinstance(items, Known) and not resource.doubt
        for item in items.value if isinstance(items, Known) else ():
            if isinstance(item, Known) and isinstance(item.value, str):
                held.add(item.value)
            else:
                whole = False
        found = table().all & held
        more = frozenset() if whole else table().all - found
        certain = not resource.doubt
        role = Role(
            _name(resource), found if certain else frozenset(), custom=True, doubtful=more | (
                frozenset() if certain else found
            ),
        )  # fmt: skip
        self._named[resource.address] = role
        for name in self._names(resource):
            self._named[name] = role

    def _names(self, resource: Resource) -> list[str]:
        found = resource.get("role_id", None, "required")
        above = resource.get("org_id", None, NOT_WRITTEN)
        project = self._google.account(resource)
        if not isinstance(found, Known) or not isinstance(found.value, str):
            return []
        if isinstance(above, Known) and isinstance(above.value, (str, int)):
            return [f"organizations/{above.value}/roles/{found.value}"]
        if isinstance(project, Known):
            return [f"projects/{project.value}/roles/{found.value}"]
        return []


def _rules(last: str) -> bool:
    """Tell whether the last word of a role's name says that its holder rules over something."""
    return last.endswith(("admin", "owner", "editor", "manager", "developer", "agent", "operator"))


def _any(name: str, *, custom: bool | None = None) -> Role:
    """Return a role of which nobody here knows what it holds."""
    return Role(name, certain=False, custom=custom, doubtful=table().all)


def _name(resource: Resource) -> str:
    found = resource.get("role_id", None, "required")
    return str(found.value) if isinstance(found, Known) else resource.address
