"""What roles of the directory, permissions of applications, and ownership lead to.

Microsoft Entra documentation, "Microsoft Entra built-in roles": Application Administrator adds
credentials and so can act as an application; "Who can reset passwords": of people without a role of
the directory, and not of members of role-assignable groups; "Elevate access to manage all
Azure subscriptions and management groups"; "Default user permissions": owners of an application
manage its credentials, owners of a group its members.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from cloudguard.providers.azure.identity.activations import elsewhere
from cloudguard.providers.azure.identity.answers import Answer, some
from cloudguard.providers.azure.identity.conditional import AZURE, GRAPH
from cloudguard.providers.azure.identity.directory import (
    APP_ROLE,
    DirectoryRole,
    Holding,
    permission_of,
)
from cloudguard.providers.azure.identity.graph import ALL, TENANT, Graph
from cloudguard.providers.azure.identity.objects import (
    APPLICATION,
    PRINCIPAL,
    REGISTRATION,
    Thing,
    same,
    whoever,
)
from cloudguard.providers.azure.provider import NOT_WRITTEN, first_set, readable
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Source, Unknown, Value

_APPLICATIONS: Final = "any application"
_PASSWORDS: Final = "passwords of people without a role of the directory"
_OWNER: Final = "azuread_application_owner"


class Entra:
    """Draws what is given in the directory of one input."""

    def __init__(self, graph: Graph) -> None:
        """Draw into a graph."""
        self._graph = graph
        self._shared: set[str] = set()

    def draw(self) -> None:
        """Draw roles, permissions and ownership."""
        held = [h for h in self._graph.holdings if h.says.ways or h.says.open_]
        for holding in held:  # all that is used, before others can join it
            self._graph.acting(holding.thing, GRAPH, holding.at)
        for holding in held:
            self._held(holding)
        for resource in self._graph.azure.resources.of(APP_ROLE):
            self._permitted(resource)
        for thing, program, at, certain in self._owners():
            start = self._graph.acting(thing, GRAPH, at)
            end = self._graph.acting(program, AZURE, at)
            how = f"owner of {program.name}: adds a secret to it"
            self._graph.step(start, end, how, at, certain=certain)
        for group in self._graph.groups.all.values():
            for owner in group.owners:
                self._joins(owner.thing, group.thing, owner.at, f"owner of {group.thing.name}")

    def _held(self, holding: Holding) -> None:
        graph, role = self._graph, holding.says
        thing, at = holding.thing, holding.at
        start = graph.acting(thing, GRAPH, at)
        if not holding.active:
            # azuread has no resource for the settings of roles of the directory.
            node = f"{start} as {role.name}"
            graph.step(start, node, f"activates {role.name}", at, factor=elsewhere(at))
            start = node
        self._ways(thing, start, role, at, certain=holding.certain and holding.whole)

    def _permitted(self, resource: Resource) -> None:
        graph, at = self._graph, resource.source()
        role = permission_of(resource.get("app_role_id", None, NOT_WRITTEN))
        thing = graph.objects.named(resource.get("principal_object_id", None, NOT_WRITTEN))
        if not (role.ways or role.open_):
            return
        thing = whoever(resource.address) if thing is None else thing
        if thing.kind not in ("program", "unknown"):
            return  # people are given roles of applications too: those of Microsoft Graph are not
        thing = replace(thing, kind="program")
        self._ways(thing, graph.acting(thing, GRAPH, at), role, at, certain=not resource.doubt)

    def _ways(
        self, thing: Thing, start: str, role: DirectoryRole, at: Source, *, certain: bool
    ) -> None:
        """Draw what a role leads to, from a session that has it."""
        graph = self._graph
        for way in dict.fromkeys((*role.ways, *role.open_)):
            sure = certain and way in role.ways
            if way == "tenant":
                graph.step(start, TENANT, f"{role.name}", at, certain=sure)
            elif way == "elevate":
                from_ = graph.acting(thing, AZURE, at) if start.endswith("Entra") else start
                how = f"{role.name}: elevates its access to Azure"
                graph.step(from_, ALL, how, at, certain=sure)
            elif way == "applications":
                how = f"{role.name}: adds a secret to any application"
                graph.step(start, self._applications(at), how, at, certain=sure)
            elif way == "passwords":
                how = f"{role.name}: sets another password"
                graph.step(start, self._passwords(at), how, at, certain=sure)
            elif way == "groups":
                for group in graph.groups.all.values():
                    assignable = graph.groups.assignable(group.thing)
                    if not assignable.sure:
                        met = sure and not assignable.possible
                        self._joins(thing, group.thing, at, role.name, certain=met)

    def _joins(
        self, thing: Thing, group: Thing, at: Source, by: str, *, certain: bool = True
    ) -> None:
        """Draw how somebody makes himself a member, and uses it on Azure or in the directory."""
        graph = self._graph
        for application in (AZURE, GRAPH):
            node = f"{group.name} in {'Azure' if application == AZURE else 'Microsoft Entra'}"
            if not graph.is_drawn(node, application):
                continue  # a group that has nothing leads nowhere
            start = graph.gains(thing, application, at)
            graph.step(start, node, f"{by}: makes himself a member", at, certain=certain)

    def _applications(self, at: Source) -> str:
        graph = self._graph
        if _APPLICATIONS not in self._shared:
            self._shared.add(_APPLICATIONS)
            for program in graph.objects.all(PRINCIPAL):
                end = graph.acting(program, AZURE, at)
                graph.step(_APPLICATIONS, end, f"signs in as {program.name}", at)
        return _APPLICATIONS

    def _passwords(self, at: Source) -> str:
        graph = self._graph
        if _PASSWORDS not in self._shared:
            self._shared.add(_PASSWORDS)
            for person in graph.people():
                protected = self._protected(person)
                if not protected.sure:
                    how = f"signs in as {person.name}"
                    end = graph.principal(person, at)
                    graph.step(_PASSWORDS, end, how, at, certain=not protected.possible)
        return _PASSWORDS

    def _protected(self, person: Thing) -> Answer:
        """Tell whether somebody's password is kept from all but few."""
        graph = self._graph
        groups = [g.thing for g in graph.groups.all.values() if g.thing.managed]
        return some(
            (
                *(
                    graph.groups.holds(h.thing, person)
                    if h.thing.kind == "group"
                    else same(h.thing, person)
                    for h in graph.holdings
                ),
                *(graph.groups.assignable(g) & graph.groups.holds(g, person) for g in groups),
            )
        )

    def _owners(self) -> Iterator[tuple[Thing, Thing, Source, bool]]:
        """Yield who owns which program: by the application, or by its service principal."""
        graph = self._graph
        for program in graph.objects.all(PRINCIPAL):
            resource = program.resource
            if resource is None or resource.mode != "managed":
                continue
            client = first_set(resource, "client_id", "application_id")  # the latter before 3
            sure = not resource.doubt and isinstance(client, Known)
            yield from self._listed(resource, program, sure=not resource.doubt)
            for application in self._applications_of(client):
                yield from self._listed(application, program, sure=sure and not application.doubt)
                for owner in self._named_owners(application):
                    named = graph.objects.named(owner.get("owner_object_id", None, NOT_WRITTEN))
                    thing = named or whoever(owner.address)
                    yield thing, program, owner.source(), sure and not owner.doubt

    def _listed(
        self, place: Resource, program: Thing, *, sure: bool
    ) -> Iterator[tuple[Thing, Thing, Source, bool]]:
        items = place.items("owners")
        for item in items.value if isinstance(items, Known) else (items,):
            thing = self._graph.objects.named(item) or whoever(f"{place.address}.owners")
            yield thing, program, item.source, sure

    def _applications_of(self, client: Value[object]) -> list[Resource]:
        """Return the application of a program; where it is not known, all of this input."""
        if isinstance(client, Known):
            found = self._application(client)
            return [found] if found is not None else []
        resources = self._graph.azure.resources
        return [*resources.of(APPLICATION), *resources.of(REGISTRATION)]

    def _named_owners(self, application: Resource) -> Iterator[Resource]:
        for owner in self._graph.azure.resources.of(_OWNER):
            value = owner.get("application_id", None, NOT_WRITTEN)
            if isinstance(value, Unknown) or self._application(value) is application:
                yield owner

    def _application(self, value: Value[object]) -> Resource | None:
        """Return the application that a value names: one of this input."""
        if not isinstance(value, Known):
            return None
        found = value.value
        resources = self._graph.azure.resources
        if isinstance(found, Reference):
            target = resources.by_address.get(found.address)
            known = target is not None and target.type in (APPLICATION, REGISTRATION)
            return target if known else None
        for resource in (*resources.of(APPLICATION), *resources.of(REGISTRATION)):
            paths = ("client_id", "application_id", "id", "object_id")
            names = [resource.attributes.get(p) for p in paths if readable(resource)]
            if isinstance(found, str) and found in names:
                return resource
        return None
