"""Which resource a name, a link or an address of Google Cloud means."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from cloudguard.providers.google.provider import Google
from cloudguard.providers.wires import Names
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value

# Attributes that stand for the whole resource.
_SAME: Final = frozenset(
    {
        "", "id", "self_link", "self_link_unique", "name", "email", "member", "project_id",
        "network_id", "instance_id", "cluster_id", "firewall_policy_id", "namespaced_name",
        "instance_group", "address", "number",
    }
)  # fmt: skip
_PROJECT: Final = "google_project"
_ACCOUNT: Final = "google_service_account"
_NAMES: Final = {_PROJECT: ("project_id",), _ACCOUNT: ("account_id",)}


class Named:
    """The resources of one input, by the names and links that others give them."""

    def __init__(self, google: Google) -> None:
        """Index the resources that `google` reads."""
        self._google = google
        self._names = Names(google.resources, lambda _: (), _SAME)
        self._projects: dict[str, str | None] = {}
        self._found: dict[tuple[str, tuple[str, ...], str | None], str | None] = {}
        self._by_name: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for resource in google.resources.managed:
            if isinstance(resource.attributes, dict):
                found = map(resource.attributes.get, _NAMES.get(resource.type, ("name",)))
                for text in {text for text in found if isinstance(text, str)}:
                    self._by_name[resource.type, text].append(resource)

    def of(self, value: Value[Any], *types: str, near: Resource) -> str | None:
        """Return the address of what a value names, or the name of what is not in this input.

        A name without a project means one of the project of `near`. None where nothing is named.
        """
        found = self._names.of(value)
        if isinstance(found, Unknown):
            return None
        name = found.value
        if self.here(name) is not None:
            return name
        if name.startswith(_PREFIX):
            name = name.removeprefix(_PREFIX)
        if types == (_PROJECT,):
            return self._called(name, types, near) or name
        key = (name, types, self.project(near))
        if key not in self._found:
            self._found[key] = self._called(name, types, near)
        return self._found[key] or name

    def each(
        self, value: Value[tuple[Value[Any], ...]], *types: str, near: Resource
    ) -> tuple[list[str], bool]:
        """Return what the items of a list name, and whether these are all."""
        if isinstance(value, Unknown):
            return [], False
        names = [self.of(item, *types, near=near) for item in value.value]
        return [name for name in names if name], all(names)

    def here(self, name: str) -> Resource | None:
        """Return the managed resource at an address, None for what is not in this input."""
        return self._names.here(name)

    def find(self, value: Value[Any], *types: str, near: Resource) -> Resource | None:
        """Return the managed resource of one of some types that a value names."""
        name = self.of(value, *types, near=near)
        found = self.here(name) if name else None
        return found if found is not None and found.type in types else None

    def project(self, resource: Resource) -> str | None:
        """Return the project of a resource: its address where it is made here, else its id."""
        if resource.address not in self._projects:
            self._projects[resource.address] = self._project(resource)
        return self._projects[resource.address]

    def _project(self, resource: Resource) -> str | None:
        value: Value[Any] = resource.get("project", None, "the provider block decides")
        if isinstance(value, Known) and not value.value:
            account = self._google.account(resource)
            if isinstance(account, Unknown):
                return None
            value = account
        return self.of(value, _PROJECT, near=resource)

    def _called(self, text: str, types: tuple[str, ...], near: Resource) -> str | None:
        short = text.rpartition("/")[2]
        if types == (_ACCOUNT,):
            return self._account(text)
        found = [r for type_ in types for r in self._by_name.get((type_, short), ())]
        if types == (_PROJECT,):
            return found[0].address if len(found) == 1 else None
        if "projects/" in text:
            project: str | None = text.partition("projects/")[2].partition("/")[0]
            project = self._called(project or "", (_PROJECT,), near) or project
        else:
            project = self.project(near)
        if "/regions/" in text:
            region = text.partition("/regions/")[2].partition("/")[0]
            found = [r for r in found if region in str(r.attributes.get("region", region))]
        fitting = [r for r in found if self.project(r) == project]
        if not fitting:  # a project that is not known may be any
            fitting = [r for r in found if project is None or self.project(r) is None]
        return fitting[0].address if len(fitting) == 1 else None

    def _account(self, text: str) -> str | None:
        short, _, rest = text.rpartition("/")[2].partition("@")
        project = rest.removesuffix(".iam.gserviceaccount.com")
        found = self._by_name.get((_ACCOUNT, short), ())
        wanted = {project, self._called(project, (_PROJECT,), found[0]) if found else None, None}
        fitting = [r for r in found if self.project(r) in wanted]
        return fitting[0].address if len(fitting) == 1 else None


_PREFIX: Final = "serviceAccount:"
