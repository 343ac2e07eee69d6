"""The networks of Azure: what is wired to what, with all that no resource shows."""

from __future__ import annotations

from cloudguard.network.wiring import Wiring
from cloudguard.providers.azure.network import (
    firewalls,
    gateways,
    hosts,
    internet,
    peerings,
    services,
)
from cloudguard.providers.azure.network.admin import Admin
from cloudguard.providers.azure.network.appliances import Appliances
from cloudguard.providers.azure.network.balancers import Balancers
from cloudguard.providers.azure.network.groups import Groups
from cloudguard.providers.azure.network.hubs import Hubs
from cloudguard.providers.azure.network.routing import Tables
from cloudguard.providers.azure.network.vnets import Vnets
from cloudguard.providers.azure.network.walls import Walls
from cloudguard.providers.azure.provider import Azure


def wire(azure: Azure, wiring: Wiring) -> None:
    """Draw the networks of an input: hosts first, since rules of groups ask who is a member."""
    vnets = Vnets(azure, wiring)
    seats = hosts.wire(vnets)
    public = services.hosts(vnets, seats)
    peerings.wire(vnets)
    gateways.wire(vnets)
    hubs = Hubs(vnets)
    hubs.wire()
    appliances = Appliances(vnets, seats)
    tables = Tables(vnets, appliances)
    tables.wire()
    walls = Walls(vnets, tables, Groups(vnets), Admin(vnets))
    walls.wire(seats)
    balancers = Balancers(vnets, seats)
    internet.wire(vnets, seats, walls, balancers.sending())
    balancers.wire(walls)
    firewalls.wire(vnets, appliances.firewalls, hubs.nodes)
    services.wire(vnets, seats, public)
