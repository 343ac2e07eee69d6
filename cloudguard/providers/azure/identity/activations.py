"""What activating a role or a membership asks for: settings of Privileged Identity Management.

Microsoft Entra documentation, "Configure Azure resource role settings in Privileged Identity
Management": settings are per role and per resource and are not inherited from above; MFA that
is asked for on active assignment is asked of whoever assigns. "Configure PIM for Groups settings".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.providers.azure.identity.objects import Objects, Thing, same
from cloudguard.providers.azure.identity.roles import Role, Roles
from cloudguard.providers.azure.identity.scopes import Scope, Scopes
from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure, fact
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown, Value

OF_ROLES: Final = "azurerm_role_management_policy"
OF_GROUPS: Final = "azuread_group_role_management_policy"
_SETTINGS: Final = (
    "the settings of the role in Privileged Identity Management are not in this input: "
    "attest that activating it asks for a second factor"
)
_CONTEXT: Final = (
    "an authentication context of conditional access decides: "
    "attest that activating asks for a second factor"
)


class Activations:
    """The settings of one input."""

    def __init__(self, azure: Azure, roles: Roles, scopes: Scopes) -> None:
        """Read settings when they are asked for."""
        self._azure = azure
        self._roles = roles
        self._scopes = scopes

    def of_role(self, role: Role, scope: Scope, at: Source) -> tuple[Value[bool], Source]:
        """Tell whether activating an Azure role over a scope asks for MFA, and where it says so."""
        found = []
        for resource in self._azure.resources.of(OF_ROLES):
            named = self._roles.read(resource.get("role_definition_id", None, NOT_WRITTEN))
            over = self._scopes.read(resource)
            unsure = not named.known or over.level == "unknown"
            if role.known and not unsure and (named.id, over) == (role.id, scope):
                found.append(resource)
        return _asked(iter(found), at)

    def of_group(self, group: Thing, objects: Objects, at: Source) -> tuple[Value[bool], Source]:
        """Tell whether activating a membership asks for MFA."""
        return _asked(self._of_group(group, objects), at)

    def _of_group(self, group: Thing, objects: Objects) -> Iterator[Resource]:
        for resource in self._azure.resources.of(OF_GROUPS):
            named = objects.named(resource.get("group_id", None, NOT_WRITTEN), "group")
            kind = resource.get("role_id", None, "azuread docs: required")
            member = isinstance(kind, Known) and kind.value == "member"
            if named is not None and member and same(named, group).sure:
                yield resource


def elsewhere(at: Source) -> Value[bool]:
    """Return what is known of settings that no resource has: those of roles of the directory."""
    return Unknown(_SETTINGS, at)


def _asked(settings: Iterator[Resource], at: Source) -> tuple[Value[bool], Source]:
    resource = next(settings, None)
    if resource is None or resource.doubt:
        return Unknown(_SETTINGS, at), at
    where = resource.source("activation_rules")
    rules = resource.blocks("activation_rules")
    if isinstance(rules, Unknown) or not rules.value:
        return Unknown(_SETTINGS, at), at
    asks = fact(rules.value[0], "require_multifactor_authentication", None, NOT_WRITTEN)
    if isinstance(asks, Known) and asks.value is True:
        return Known(True, where), where
    context = rules.value[0].get(
        "required_conditional_access_authentication_context", None, NOT_WRITTEN
    )
    if isinstance(context, Unknown) or context.value:
        return Unknown(_CONTEXT, where), where
    if isinstance(asks, Known) and asks.value is False:
        return Known(False, where), where
    return Unknown(_SETTINGS, where), where
