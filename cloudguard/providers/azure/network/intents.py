"""Routing intent of Virtual WAN hubs: what takes private traffic before any table.

Microsoft Learn, "How to configure Virtual WAN Hub routing intent and routing policies".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cloudguard.providers.azure.network.appliances import FIREWALL
from cloudguard.providers.azure.network.firewalls import HUB
from cloudguard.providers.azure.network.reading import blocks, certain, texts
from cloudguard.providers.azure.network.vnets import Vnets
from cloudguard.values import Known, Unknown, Value

_INTENT: Final = "azurerm_virtual_hub_routing_intent"


def intents_of(
    hub: str, vnets: Vnets, hop_of: Callable[[Value[Any]], str]
) -> list[tuple[str, bool]]:
    """Return the nodes that take private traffic of a hub, each with whether it surely does.

    What is not known of an intent may send all to any firewall of this input, or nothing.
    """
    found: list[tuple[str, bool]] = []
    for intent in vnets.resources.of(_INTENT):
        named = vnets.named(intent.get("virtual_hub_id"), HUB)
        if named not in (hub, None):
            continue
        for policy in blocks(intent, "routing_policy"):
            if isinstance(policy, Unknown):
                found += _any_firewall(vnets)
                continue
            kinds = list(texts(policy, "destinations"))
            private = any(isinstance(v, Known) and v.value == "PrivateTraffic" for v in kinds)
            if not private and all(isinstance(v, Known) for v in kinds):
                continue
            hop = policy.get("next_hop")
            target = vnets.found(hop, FIREWALL)
            if target is not None:
                sure = private and named is not None and certain(intent)
                found.append((f"{target.address} in", sure))
            elif isinstance(hop, Unknown):
                found += _any_firewall(vnets)
            else:
                found.append((hop_of(hop), private and named is not None))
    return found


def _any_firewall(vnets: Vnets) -> list[tuple[str, bool]]:
    return [(f"{f.address} in", False) for f in vnets.resources.of(FIREWALL)]
