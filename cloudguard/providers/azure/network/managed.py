"""What a network manager says of groups of virtual networks: who is in them, what is deployed.

Microsoft Learn, "What is a network group in Azure Virtual Network Manager?": members are named one
by one, or chosen by a policy. "Configuration deployments in Azure Virtual Network Manager": a
configuration has no effect before it is deployed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from cloudguard.providers.azure.network.reading import certain
from cloudguard.providers.azure.network.vnets import VNET, Vnets
from cloudguard.sources.resource import Resource
from cloudguard.values import Unknown, Value

GROUP: Final = "azurerm_network_manager_network_group"
_MEMBER: Final = "azurerm_network_manager_static_member"
_DEPLOYMENT: Final = "azurerm_network_manager_deployment"
_POLICY: Final = "azurerm_policy_definition"
_MODE: Final = "Microsoft.Network.Data"


@dataclass(frozen=True, slots=True)
class Group:
    """The virtual networks that are surely in a group, and those that may be."""

    sure: tuple[str, ...]
    possible: tuple[str, ...]


def groups_of(named: Value[tuple[Value[Any], ...]], vnets: Vnets) -> Group:
    """Return the members of the groups that a list names."""
    every = tuple(vnets.spaces)
    if isinstance(named, Unknown):
        return Group((), every)
    sure: list[str] = []
    possible: list[str] = []
    for value in named.value:
        group = vnets.found(value, GROUP)
        if group is None or _chosen_by_policy(vnets):
            possible += every
        if group is None:
            continue
        for member in vnets.resources.of(_MEMBER):
            target = vnets.found(member.get("network_group_id"), GROUP)
            if target is not None and target.address != group.address:
                continue
            vnet = vnets.named(member.get("target_virtual_network_id"), VNET)
            known = target is not None and certain(member, group)
            if vnet is None:
                possible += every
            elif known:
                sure.append(vnet)
            possible += [vnet] if vnet else []
    return Group(tuple(dict.fromkeys(sure)), tuple(dict.fromkeys((*sure, *possible))))


def is_deployed(configuration: Resource, vnets: Vnets) -> bool:
    """Tell whether a configuration is surely deployed by this input."""
    for deployment in vnets.resources.of(_DEPLOYMENT):
        ids = deployment.items("configuration_ids")
        for value in () if isinstance(ids, Unknown) else ids.value:
            target = vnets.found(value, configuration.type)
            if target is not None and target.address == configuration.address:
                return certain(deployment)
    return False


def _chosen_by_policy(vnets: Vnets) -> bool:
    modes = (policy.get("mode") for policy in vnets.resources.of(_POLICY))
    return any(isinstance(mode, Unknown) or mode.value == _MODE for mode in modes)
