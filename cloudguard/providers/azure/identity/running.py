"""Managed identities that one gets by what runs with them, or by trusting another issuer.

Microsoft Entra documentation, "What are managed identities for Azure resources?": whatever runs on
a resource gets tokens of its identities.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from cloudguard.providers.azure.identity.answers import MAYBE, YES
from cloudguard.providers.azure.identity.conditional import AZURE
from cloudguard.providers.azure.identity.graph import Graph
from cloudguard.providers.azure.identity.objects import IDENTITY, Thing
from cloudguard.providers.azure.identity.roles import Role, escalations, granted
from cloudguard.providers.azure.identity.scopes import Scope
from cloudguard.providers.azure.provider import readable
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown

_WAYS: Final = ("run", "become")


class Running:
    """Draws the steps to the identities of what runs in a scope."""

    def __init__(self, graph: Graph) -> None:
        """Draw into a graph."""
        self._graph = graph
        self._seen: dict[tuple[Role, Scope], list[tuple[Thing, str, bool]]] = {}

    @cached_property
    def _holders(self) -> list[tuple[Resource, Scope, list[tuple[Thing, bool]]]]:
        """Return what has identities: its scope, and which it surely has."""
        types = {t for way in _WAYS for e in escalations(way) for t in e.types}
        found = []
        for type_ in sorted(types):
            for resource in self._graph.azure.resources.of(type_):
                identities = list(self._identities(resource))
                if identities:
                    found.append((resource, self._graph.scopes.of(resource), identities))
        return found

    def leads(self, role: Role, scope: Scope) -> bool:
        """Tell whether a role may get an identity of anything in a scope."""
        return bool(self._known(role, scope))

    def draw(self, start: str, role: Role, scope: Scope, at: Source, *, sure: bool) -> None:
        """Draw the steps from a session that has a role."""
        for thing, how, certain in self._known(role, scope):
            end = self._graph.acting(thing, AZURE, at)
            if end != start:
                self._graph.step(start, end, how, at, certain=sure and certain)

    def _known(self, role: Role, scope: Scope) -> list[tuple[Thing, str, bool]]:
        """Return the steps of a role over a scope: many have the same."""
        if (role, scope) not in self._seen:
            self._seen[role, scope] = list(self._steps(role, scope))
        return self._seen[role, scope]

    def _steps(self, role: Role, scope: Scope) -> Iterator[tuple[Thing, str, bool]]:
        ways = [e for way in _WAYS for e in escalations(way) if granted(role, e).possible]
        types = {type_ for each in ways for type_ in each.types}
        for resource, lies, identities in self._holders:
            if resource.type not in types:
                continue
            within = self._graph.scopes.contains(scope, lies)
            if not within.possible:
                continue
            done: set[tuple[str, bool]] = set()
            for each in (e for e in ways if resource.type in e.types):
                met = granted(role, each) & within & (MAYBE if resource.doubt else YES)
                for thing, has in identities if met.possible else ():
                    certain = met.sure and has
                    if (thing.name, certain) not in done and (thing.name, True) not in done:
                        done.add((thing.name, certain))
                        yield thing, f"{each.says} on {resource.address}", certain

    def _identities(self, resource: Resource) -> Iterator[tuple[Thing, bool]]:
        objects = self._graph.objects
        if resource.type == IDENTITY:
            yield objects.of(resource), True
            return
        blocks = resource.blocks("identity") if readable(resource) else None
        if blocks is None or isinstance(blocks, Unknown):
            for thing in (objects.of(resource, "identity"), *objects.all(IDENTITY)):
                yield thing, False
            return
        for block in blocks.value:
            kind = block.get("type", None, "azurerm docs: required")
            word = str(kind.value) if isinstance(kind, Known) else "SystemAssigned"
            if "SystemAssigned" in word:
                yield objects.of(resource, "identity"), isinstance(kind, Known)
            items = block.items("identity_ids")
            for item in items.value if isinstance(items, Known) else (items,):
                if isinstance(item, Unknown):  # it may be any of this input
                    yield from ((thing, False) for thing in objects.all(IDENTITY))
                elif (target := self._graph.azure.target(item, IDENTITY)) is not None:
                    yield objects.of(target), True
