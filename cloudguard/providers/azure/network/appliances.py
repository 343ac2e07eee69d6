"""What a route may name by its address: a firewall, a machine that forwards, a balancer.

Microsoft Learn, "Virtual network traffic routing": the next hop of a virtual appliance is the
address of an interface with IP forwarding, or of an internal load balancer before such ones. What
a machine forwards is its own business: it is a blind spot. What Azure Firewall forwards is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cloudguard.network.filters import PERHAPS
from cloudguard.network.intervals import Intervals, contains
from cloudguard.network.packets import prefix
from cloudguard.providers.azure.network.hosts import NIC, Seat
from cloudguard.providers.azure.network.reading import flag, texts
from cloudguard.providers.azure.network.vnets import Subnet, Vnets
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Source, Value

FIREWALL: Final = "azurerm_firewall"
_BALANCER: Final = "azurerm_lb"


class Appliances:
    """What forwards packets that are not its own, by address."""

    def __init__(self, vnets: Vnets, seats: list[Seat]) -> None:
        """Index firewalls by their subnet, interfaces and balancers by address."""
        self.vnets = vnets
        self._seats = {seat.resource.address: seat for seat in seats if seat.resource.type == NIC}
        self.firewalls: dict[str, list[Subnet]] = {}
        for firewall in vnets.resources.of(FIREWALL):
            found = (vnets.subnet(v) for v in texts(firewall, "ip_configuration.subnet_id"))
            self.firewalls[firewall.address] = [subnet for subnet in found if subnet is not None]

    def at(self, value: Value[Any], subnet: Subnet) -> str:
        """Return the node of what has an address, as routes of a subnet name it."""
        if isinstance(value, Known) and isinstance(value.value, Reference):
            return self._named(value.value.address, value.source)
        text = str(value.value) if isinstance(value, Known) else ""
        try:
            wanted = prefix(text)
        except ValueError:
            return self._blind(f"the next hop of {subnet.id}", "is not known", value.source)
        near = {subnet.vnet, *(link.end for link in self.vnets.links[subnet.vnet])}
        found = dict.fromkeys(self._having(wanted, near))
        if len(found) == 1:
            return self._named(next(iter(found)), value.source)
        return self._blind(f"the appliance at {text}", "is not in this input", value.source)

    def _having(self, wanted: Intervals, near: set[str]) -> Iterator[str]:
        for firewall, subnets in self.firewalls.items():
            if any(s.vnet in near and contains(s.span.sure, wanted) for s in subnets):
                yield firewall
        for seat in self._seats.values():
            if seat.subnet.vnet in near and seat.host.addresses == wanted:
                yield seat.resource.address
        for balancer in self.vnets.resources.of(_BALANCER):
            for given in texts(balancer, "frontend_ip_configuration.private_ip_address"):
                if isinstance(given, Known) and _is(given.value, wanted):
                    yield balancer.address

    def _named(self, address: str, at: Source) -> str:
        resource = self.vnets.names.here(address)
        if resource is None:
            return self._blind(address, "is not in this input", at)
        if resource.type == FIREWALL:
            return f"{address} in"
        if resource.type == NIC:
            return self._machine(resource)
        return self._blind(address, "leads to machines whose forwarding is not known", at)

    def _machine(self, nic: Resource) -> str:
        """Return the node of a machine that forwards; without IP forwarding nothing gets there."""
        node = f"{nic.address} forwards"
        said = [
            flag(nic, name, default=False, because="azurerm docs, azurerm_network_interface: no")
            for name in ("ip_forwarding_enabled", "enable_ip_forwarding")
        ]
        seat = self._seats.get(nic.address)
        if said != [False, False] and node not in self.vnets.wiring.unseen:
            reason = f"what the machine of {nic.address} forwards is not known"
            self.vnets.wiring.open(node, reason, nic.source())
            if seat is not None:
                self.vnets.wiring.edge(
                    node, seat.subnet.table, nic.source(), "virtual appliance", carries=PERHAPS
                )
        return node

    def _blind(self, what: str, reason: str, at: Source) -> str:
        node = f"{what} forwards"
        self.vnets.wiring.open(node, f"{what} {reason}", at)
        return node


def _is(text: object, wanted: Intervals) -> bool:
    try:
        return prefix(str(text)) == wanted
    except ValueError:
        return False
