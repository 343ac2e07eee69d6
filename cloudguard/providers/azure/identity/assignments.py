"""Roles over Azure: who has which over what, at once, after an activation, or from elsewhere.

Azure RBAC documentation, "Understand Azure role assignments"; "Azure built-in roles for
Privileged": Owner, User Access Administrator and Role Based Access Control Administrator assign
roles, Contributor manages everything: each administers its scope, from the resource group upward.
"""

from __future__ import annotations

from typing import Final

from cloudguard.identity.powers import administrator
from cloudguard.providers.azure.identity.answers import NO, YES, Answer
from cloudguard.providers.azure.identity.conditional import AZURE
from cloudguard.providers.azure.identity.conditions import allows
from cloudguard.providers.azure.identity.graph import Graph
from cloudguard.providers.azure.identity.objects import TYPES, Thing, whoever
from cloudguard.providers.azure.identity.roles import Role, escalations, granted
from cloudguard.providers.azure.identity.running import Running
from cloudguard.providers.azure.identity.scopes import Scope
from cloudguard.providers.azure.provider import NOT_WRITTEN, readable
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown

ASSIGNMENT: Final = "azurerm_role_assignment"
ACTIVE: Final = "azurerm_pim_active_role_assignment"
ELIGIBLE: Final = "azurerm_pim_eligible_role_assignment"
DEFINITION: Final = "azurerm_lighthouse_definition"
DELEGATION: Final = "azurerm_lighthouse_assignment"
_TENANT: Final = "the managing tenant decides: attest that its people sign in with a second factor"
# "Tenants, users, and roles in Azure Lighthouse scenarios": Owner is not supported; this role
# assigns to managed identities alone, and but the roles that are named beside it.
_LIMITED: Final = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
_SOMEWHERE: Final = Scope("unknown", name="its scope")


class Assignments:
    """Draws what the roles of one input lead to."""

    def __init__(self, graph: Graph) -> None:
        """Draw into a graph."""
        self._graph = graph
        self._running = Running(graph)

    def draw(self) -> None:
        """Draw all assignments."""
        for type_ in (ASSIGNMENT, ACTIVE, ELIGIBLE):
            for resource in self._graph.azure.resources.of(type_):
                self._assigned(resource)
        for resource in self._graph.azure.resources.of(DEFINITION):
            self._delegated(resource)

    def _assigned(self, resource: Resource) -> None:
        graph, at = self._graph, resource.source()
        thing = self._whom(resource)
        role, scope = graph.roles.of(resource), graph.scopes.read(resource)
        condition = allows(resource.get("condition", None, "not written"), graph.roles)
        sure = not resource.doubt
        if not self._leads(role, scope, condition):
            return
        start = graph.acting(thing, AZURE, at)
        if resource.type == ELIGIBLE:
            node = f"{start} as {resource.address}"
            factor, by = graph.activations.of_role(role, scope, at)
            how = f"activates {role.name} of {scope.place}"
            graph.step(start, node, how, at, certain=sure, factor=factor, by=by)
            start, sure = node, True
        self._given(start, role, scope, at, condition, sure=sure)

    def _whom(self, resource: Resource) -> Thing:
        """Return who is assigned a role; what has no name but its type is what the type says."""
        written = resource.get("principal_type", None, NOT_WRITTEN)
        word = written.value if isinstance(written, Known) else None
        kind = TYPES.get(str(word).lower(), "unknown")
        found = self._graph.objects.named(resource.get("principal_id", None, NOT_WRITTEN), kind)
        return whoever(resource.address, kind) if found is None else found

    def _leads(self, role: Role, scope: Scope, condition: Answer) -> bool:
        """Tell whether a role may lead anywhere: most do not, and then nobody is judged."""
        power = self._power(role, condition) if scope.level != "resource" else NO
        return power.possible or self._running.leads(role, scope)

    def _power(self, role: Role, condition: Answer) -> Answer:
        """Tell whether a role administers its scope.

        A condition limits which roles are assigned, to whom, and nothing else.
        """
        found = NO
        for each in (*escalations("power"), *escalations("manage")):
            found |= granted(role, each) & (condition if each.way == "power" else YES)
        return found

    def _given(
        self, start: str, role: Role, scope: Scope, at: Source, condition: Answer, *, sure: bool
    ) -> None:
        """Draw what a role leads to from a session that has it."""
        graph = self._graph
        power = self._power(role, condition)
        if power.possible and scope.level != "resource":
            certain = sure and power.sure and scope.level != "unknown"
            end = administrator(scope.place)
            graph.step(start, end, f"{role.name} of {scope.place}", at, certain=certain)
        self._running.draw(start, role, scope, at, sure=sure)

    def _delegated(self, resource: Resource) -> None:
        """Draw what people of another tenant have: "Onboard a customer to Azure Lighthouse"."""
        graph, azure = self._graph, self._graph.azure
        if not readable(resource):
            self._authorized(resource, resource, _SOMEWHERE, eligible=False, sure=False)
            return
        given = azure.resources.about(resource, DELEGATION, "lighthouse_definition_id", ("id",))
        scopes = [graph.scopes.read(d) for d in given.named] or [graph.scopes.read(resource)]
        for path, eligible in (("authorization", False), ("eligible_authorization", True)):
            blocks = resource.blocks(path)
            if isinstance(blocks, Unknown):
                for scope in scopes:
                    self._authorized(resource, resource, scope, eligible=eligible, sure=False)
            for block in blocks.value if isinstance(blocks, Known) else ():
                for scope in scopes:
                    sure = bool(given.named) and not resource.doubt
                    self._authorized(resource, block, scope, eligible=eligible, sure=sure)

    def _authorized(
        self, resource: Resource, block: Resource, scope: Scope, *, eligible: bool, sure: bool
    ) -> None:
        graph, at = self._graph, resource.source()
        role = graph.roles.read(block.get("role_definition_id", None, NOT_WRITTEN))
        limited = role.id == _LIMITED
        named = block.get("principal_display_name", None, NOT_WRITTEN)
        who = block.get("principal_id", None, NOT_WRITTEN)
        shown = next(
            (str(v.value) for v in (named, who) if isinstance(v, Known) and v.value), "somebody"
        )
        if not self._leads(role, scope, YES):
            return
        start = f"{shown} of the tenant that {resource.address} names"
        thing = Thing(start, "guest", login=shown)
        graph.principal(thing, at)
        node, factor, by = f"{start} in Azure", Unknown(_TENANT, at), None
        graph.step(start, node, "signs in at the managing tenant", at, factor=factor, by=by)
        if eligible:
            path = "just_in_time_access_policy.multi_factor_auth_provider"
            asks = block.get(path, None, NOT_WRITTEN)
            met = isinstance(asks, Known) and asks.value == "Azure"
            inner = f"{node} as {role.name} of {scope.place}"
            how = f"activates {role.name} of {scope.place}"
            second = Known(met, at) if isinstance(asks, Known) else Unknown(asks.reason, at)
            graph.step(node, inner, how, at, factor=second, by=at if met else None)
            node = inner
        self._given(node, role, scope, at, YES, sure=sure and not limited)
