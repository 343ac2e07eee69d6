"""Virtual networks and subnets: their addresses, names, and the nodes that all else is wired to.

A packet leaves a host, passes the security group of its interface onto the subnet (`… out`), that
of the subnet to its routes (`… table`), and goes where these say. What stays in the virtual
network goes over it (`… local`) through the security group of the receiving subnet (`… in`) and
of the interface (`… door`) to the host; also from host to host of one subnet.
Microsoft Learn, "Azure network security groups overview", "How network security groups filter
network traffic", "Virtual network traffic routing".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from cloudguard.network.filters import Match
from cloudguard.network.intervals import Intervals
from cloudguard.network.packets import EVERYWHERE
from cloudguard.network.wiring import Wiring
from cloudguard.providers.azure.network.spans import Span, space_of, span_of
from cloudguard.providers.azure.provider import Azure
from cloudguard.providers.wires import Names
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Source, Unknown, Value

VNET: Final = "azurerm_virtual_network"
SUBNET: Final = "azurerm_subnet"
GATEWAYS: Final = "GatewaySubnet"
FIREWALLS: Final = "AzureFirewallSubnet"
# Microsoft Learn, "Azure subnet names reserved for services": nobody else can put a host there.
RESERVED: Final = frozenset(
    {
        GATEWAYS,
        FIREWALLS,
        "AzureFirewallManagementSubnet",
        "RouteServerSubnet",
        "AzureBastionSubnet",
    }
)


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet, or what is known of one that is not in this input.

    `home` is the asset that is judged: the subnet, or the virtual network that it is written in.
    """

    id: str
    name: str
    vnet: str
    span: Span
    at: Source
    here: Resource | None
    home: str

    @property
    def out(self) -> str:
        """Return the node on which its hosts send."""
        return f"{self.id} out"

    @property
    def table(self) -> str:
        """Return the node where its routes decide."""
        return f"{self.id} table"

    @property
    def into(self) -> str:
        """Return the node on which it receives."""
        return f"{self.id} in"

    @property
    def door(self) -> str:
        """Return the node behind its security group."""
        return f"{self.id} door"

    @property
    def internet(self) -> str:
        """Return the node on which it sends to public addresses."""
        return f"{self.id} internet"


@dataclass(frozen=True, slots=True)
class Link:
    """A peering in one direction: what it carries from one virtual network to another.

    `transit` carries packets of any source: those that a gateway of the start brings in. `tagged`
    tells whether the tag VirtualNetwork takes in the end, None where that is not known; `gateways`
    whether the start uses those of the end.
    """

    id: str
    start: str
    end: str
    carries: Match
    transit: Match
    tagged: bool | None
    gateways: bool | None
    at: Source


@dataclass(frozen=True, slots=True)
class Way:
    """What a gateway leads to: a known destination, or None for what it learns from the far side.

    `to` is the node on which the gateway takes packets out. `learned` from a gateway it is not in
    tables that do not take such routes; a network that is peered and not here is in all.
    """

    destination: Intervals | None
    to: str
    at: Source
    says: str
    sure: bool = True
    by_gateway: bool = True


class Vnets:
    """The virtual networks and subnets of one input, and how resources name each other."""

    def __init__(self, azure: Azure, wiring: Wiring) -> None:
        """Index what `azure` reads; `wiring` is drawn into.

        `links` are the peerings of each virtual network, `ways` what its gateways lead to.
        """
        self.azure = azure
        self.wiring = wiring
        self.resources: Resources = azure.resources
        self.names = Names(azure.resources, azure.names)
        self.subnets: dict[str, Subnet] = {}
        self.of_vnet: dict[str, list[Subnet]] = defaultdict(list)
        self.spaces: dict[str, Span] = {}
        self.prefixes: dict[str, list[Intervals]] = {}
        self.links: dict[str, list[Link]] = defaultdict(list)
        self.ways: dict[str, list[Way]] = defaultdict(list)
        self.gateway_homes: set[str] = set()
        for vnet in self.resources.of(VNET):
            self.spaces[vnet.address], self.prefixes[vnet.address] = space_of(vnet)
        for vnet in self.resources.of(VNET):
            self._inline(vnet)
        for subnet in self.resources.of(SUBNET):
            named = self.named(subnet.get("virtual_network_name"), VNET, near=subnet)
            vnet_name = named or f"the virtual network of {subnet.address}"
            if named is None:
                self.wiring.anywhere(f"{vnet_name} is not known", subnet.source())
            self._add(subnet, subnet.address, vnet_name, subnet.address)

    def found(
        self, value: Value[Any], *types: str, near: Resource | None = None
    ) -> Resource | None:
        """Return the managed resource of one of `types` that a reference, id or name names.

        Names are unique within a resource group alone: of several, that of the group of `near`.
        """
        target = self.azure.target(value, *types)
        if target is None and near is not None and isinstance(value, Known):
            target = self._near(str(value.value), types, near)
        return target if target is not None and target.mode == "managed" else None

    def named(self, value: Value[Any], *types: str, near: Resource | None = None) -> str | None:
        """Return the address of what is named, else the name itself, None where it is not known."""
        if (target := self.found(value, *types, near=near)) is not None:
            return target.address
        named = self.names.of(value)
        if isinstance(named, Unknown) or self._may_be(named.value, *types):
            return None
        return str(named.value)

    def subnet(self, value: Value[Any]) -> Subnet | None:
        """Return the subnet that a value names; None where nothing is written.

        One that is not in this input, or not known, is added as a blind spot.
        """
        if isinstance(value, Known) and value.value in (None, ""):
            return None
        if (target := self.found(value, SUBNET)) is not None:
            return self.subnets[target.address]
        if isinstance(value, Known) and isinstance(value.value, Reference):
            inline = [
                s for s in self.of_vnet.get(value.value.address, ()) if s.home == s.vnet
            ]  # fmt: skip
            if len(inline) == 1:
                return inline[0]
            if inline:
                return self._unseen(f"a subnet of {value.value.address}", inline[0].vnet, value)
        named = self.names.of(value)
        name = named.value if isinstance(named, Known) else f"the subnet of {value.source.address}"
        return self._unseen(str(name), f"the virtual network of {name}", value)

    def of_name(self, vnet: str, name: str) -> Subnet | None:
        """Return the subnet of a virtual network that has a name."""
        return next((s for s in self.of_vnet.get(vnet, ()) if s.name.lower() == name.lower()), None)

    def space(self, vnet: str) -> Span:
        """Return the addresses of a virtual network; anything where it is not in this input."""
        return self.spaces.get(vnet, Span((), EVERYWHERE))

    def seen(self, vnet: str) -> bool:
        """Tell whether a virtual network is in this input."""
        return vnet in self.spaces

    def _may_be(self, name: str, *types: str) -> bool:
        """Tell whether a name that nothing here has may be of something whose name is hidden."""
        if name in self.resources.by_address or name.startswith("/"):
            return False
        every = (resource for type_ in types for resource in self.resources.of(type_))
        return any(isinstance(resource.get("name"), Unknown) for resource in every)

    def _near(self, name: str, types: Iterable[str], near: Resource) -> Resource | None:
        group = self._group(near)
        several = [
            found
            for type_ in types
            for found in self.azure.named(type_, name)
            if group is not None and self._group(found) == group
        ]
        return several[0] if len(several) == 1 else None

    def _group(self, resource: Resource) -> str | None:
        named = self.names.of(resource.get("resource_group_name"))
        return str(named.value).lower() if isinstance(named, Known) else None

    def _inline(self, vnet: Resource) -> None:
        blocks = vnet.blocks("subnet")
        if isinstance(blocks, Unknown):
            reason = f"the subnets of {vnet.address} are not known"
            self.wiring.open(local(vnet.address), reason, blocks.source)
            return
        for number, block in enumerate(blocks.value):
            name = block.get("name")
            if isinstance(name, Unknown):
                reason = f"a subnet of {vnet.address} is not known"
                self.wiring.open(local(vnet.address), reason, name.source)
            label = name.value if isinstance(name, Known) else number
            self._add(block, f"{vnet.address} subnet {label}", vnet.address, vnet.address)

    def _add(self, subnet: Resource, id: str, vnet: str, home: str) -> None:
        span = span_of(subnet, "address_prefixes", "address_prefix")
        around = self.space(vnet).possible
        if (
            not span.sure or span.possible == EVERYWHERE
        ):  # not written, or not known: of the network
            span = Span(span.sure, around)
        named = subnet.get("name")
        name = str(named.value) if isinstance(named, Known) else ""
        self._added(Subnet(id, name, vnet, span, subnet.source(), subnet, home))

    def _unseen(self, name: str, vnet: str, value: Value[Any]) -> Subnet:
        if name not in self.subnets:
            around = self.space(vnet).possible
            self._added(Subnet(name, "", vnet, Span((), around), value.source, None, name))
        return self.subnets[name]

    def _added(self, subnet: Subnet) -> None:
        self.subnets[subnet.id] = subnet
        self.of_vnet[subnet.vnet].append(subnet)
        if not self.seen(subnet.vnet):
            reason = f"{subnet.vnet} is not in this input: what else is in it is not seen"
            self.wiring.open(local(subnet.vnet), reason, subnet.at)


def local(vnet: str) -> str:
    """Return the node on which a virtual network delivers what stays in it."""
    return f"{vnet} local"
