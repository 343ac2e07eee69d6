"""Lines to networks outside: Site-to-Site VPN, virtual private gateways, Direct Connect.

AWS Site-to-Site VPN User Guide, "How AWS Site-to-Site VPN works", "VPN CloudHub"; AWS Direct
Connect User Guide, "Virtual private gateway associations" (neither its interfaces nor, but for a
supernet, its gateways reach each other over it), "Allowed prefixes interactions for AWS Direct
Connect gateways", "SiteLink", "Public virtual interface prefix advertisement rules".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations
from typing import Final

from cloudguard.network.filters import PERHAPS, Match, exactly, perhaps
from cloudguard.network.intervals import Intervals, union_of
from cloudguard.network.packets import EVERYWHERE, PacketSet, packets
from cloudguard.network.wiring import GLOBAL, Line, leaving
from cloudguard.providers.aws.network.attachments import Attachment, Attachments
from cloudguard.providers.aws.network.doors import out
from cloudguard.providers.aws.network.vpcs import Vpcs, net
from cloudguard.providers.wires import cidrs, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown

_VGW: Final = "aws_vpn_gateway"
_ASSOCIATION: Final = "aws_dx_gateway_association"
_PRIVATE: Final = (
    "aws_dx_private_virtual_interface",
    "aws_dx_hosted_private_virtual_interface_accepter",
    "aws_dx_transit_virtual_interface",
    "aws_dx_hosted_transit_virtual_interface_accepter",
)
_PUBLIC: Final = (
    "aws_dx_public_virtual_interface",
    "aws_dx_hosted_public_virtual_interface",
    "aws_dx_hosted_public_virtual_interface_accepter",
)
_TRUE: Final = (True, "true")


class Lines:
    """The lines of one input, each with the gateway that it ends at."""

    def __init__(self, vpcs: Vpcs, attachments: Attachments) -> None:
        """Prepare; what ends at Transit Gateways is attached to these."""
        self._vpcs = vpcs
        self._attachments = attachments
        self._hubs: dict[str, list[tuple[Resource, bool]]] = defaultdict(list)

    def wire(self) -> None:
        """Wire every line to its gateway, and gateways to what they are for."""
        for connection in self._vpcs.resources.of("aws_vpn_connection"):
            self._connection(connection)
        for gateway in self._vpcs.resources.of(_VGW):
            self._private_gateway(gateway)
        self._direct_connect()
        self._cloudhubs()
        self._public()

    def _door(self, line: Resource, kind: Line) -> tuple[str, str]:
        """Add the door of a line; return the nodes to it and from it."""
        to, from_ = f"{line.address} to the other side", f"{line.address} from the other side"
        self._vpcs.wiring.gateway(to, from_, kind, line.source())
        return to, from_

    def _connection(self, connection: Resource) -> None:
        """Wire a VPN connection to the Transit Gateway or the virtual private gateway it is of."""
        to, from_ = self._door(connection, "internet-vpn")
        at, wiring = connection.source(), self._vpcs.wiring
        if (attached := self._attachments.by_id.get(connection.address)) is not None:
            self._attach(attached, to, from_)
            return
        gateway = self._vpcs.named(connection.get("vpn_gateway_id", None, "not written"))
        if gateway is None:
            wiring.open(from_, f"what {connection.address} ends at is not known", at)
            wiring.edge(from_, to, at, "VPN connection", carries=PERHAPS)
            return
        static = connection.get("static_routes_only", False, "aws_vpn_connection: false")
        told = static.value in _TRUE if isinstance(static, Known) else None
        wiring.edge(
            out(gateway), to, at, "VPN connection", carries=self._told(connection, static=told)
        )
        carries = exactly(packets()) if sure(connection) else PERHAPS
        wiring.edge(from_, f"{gateway} in", at, "VPN connection", carries=carries)
        if told is not True:
            self._hubs[gateway].append((connection, told is False and sure(connection)))

    def _told(self, connection: Resource, *, static: bool | None) -> Match:
        """Return what a gateway sends into a VPN connection: what it is told is behind it."""
        type_ = "aws_vpn_connection_route"
        found = self._vpcs.resources.about(connection, type_, "vpn_connection_id")
        certain = sure(connection)
        if static is False:
            return exactly(packets()) if certain else PERHAPS  # what its neighbour announces
        read = [cidrs(route, "destination_cidr_block") for route in found.named]
        there = union_of(prefixes for prefixes, _ in read)
        whole = static is True and not found.possible and all(known for _, known in read)
        return Match(_to(there if static and certain else ()), _to(there if whole else EVERYWHERE))

    def _attach(self, attached: Attachment, to: str, from_: str) -> None:
        carries = exactly(packets()) if attached.sure else PERHAPS
        wiring, says = self._vpcs.wiring, "transit gateway attachment"
        wiring.edge(attached.out, to, attached.at, says, carries=carries)
        wiring.edge(from_, attached.into, attached.at, says, carries=carries)

    def _private_gateway(self, gateway: Resource) -> None:
        """Let what comes in over a virtual private gateway go to its VPC, and nowhere else.

        Amazon VPC Peering Guide, "VPC peering limitations"; a table of the gateway's own may send
        it to a middlebox first ("Gateway route tables").
        """
        vpcs, at = self._vpcs, gateway.source()
        into = f"{gateway.address} in"
        for vpc, attached in self._vpc_of(gateway):
            carries = vpcs.range(vpc).destined
            own = vpcs.tables.of(gateway.address, None)
            for choice in own:
                vpcs.used[choice.name].add(vpc)
                vpcs.wiring.edge(
                    into,
                    f"{choice.name} table",
                    at,
                    "gateway route table",
                    carries=carries if choice.sure else perhaps(carries.possible),
                )
            certain = attached and not own
            vpcs.wiring.edge(
                into, net(vpc), at, "virtual private gateway",
                carries=carries if certain else perhaps(carries.possible),
            )  # fmt: skip
        if not self._ends(gateway.address):
            # Its lines are in another account, or not made yet: the gateway is the door.
            vpcs.wiring.gateway(out(gateway.address), into, "unknown", at)

    def _ends(self, gateway: str) -> bool:
        """Tell whether any line of this input ends at a gateway."""
        paths = [("aws_vpn_connection", "vpn_gateway_id"), (_ASSOCIATION, "associated_gateway_id")]
        paths += [(type_, "vpn_gateway_id") for type_ in _PRIVATE[:2]]
        return any(
            self._vpcs.named(one.get(path, None, "not written")) == gateway
            for type_, path in paths
            for one in self._vpcs.resources.of(type_)
        )

    def _vpc_of(self, gateway: Resource) -> Iterator[tuple[str, bool]]:
        values = [(gateway.get("vpc_id", None, "not written"), sure(gateway))]
        for one in self._vpcs.resources.of("aws_vpn_gateway_attachment"):
            named = self._vpcs.named(one.get("vpn_gateway_id"))
            if named in (gateway.address, None):
                certain = sure(one) and sure(gateway) and named is not None
                values.append((one.get("vpc_id"), certain))
        for value, certain in values:
            if isinstance(value, Unknown):
                yield from ((vpc, False) for vpc in self._vpcs.of_vpc)
            elif (vpc := self._vpcs.named(value)) is not None:
                yield vpc, certain

    def _direct_connect(self) -> None:
        wiring = self._vpcs.wiring
        ended: dict[str, list[Resource]] = defaultdict(list)
        for type_ in _PRIVATE:
            for line in self._vpcs.resources.of(type_):
                to, from_ = self._door(line, "private-line")
                gateway = self._interface(line, to, from_)
                ended[gateway].append(line)
        for one in self._vpcs.resources.of(_ASSOCIATION):
            gateway = self._vpcs.named(one.get("dx_gateway_id")) or f"the gateway of {one.address}"
            ended.setdefault(gateway, [])
            self._association(one, gateway)
        for gateway, lines in ended.items():
            here = self._vpcs.names.here(gateway)
            if not lines:
                # Its lines are the carrier's, or of another account: the gateway is the door.
                at = here.source() if here is not None else Source(gateway)
                wiring.gateway(out(gateway), f"{gateway} in", "private-line", at)
            self._site_link(lines)
            self._supernet(gateway)

    def _supernet(self, gateway: str) -> None:
        """Join the VPCs of one Direct Connect gateway, perhaps: a supernet may be announced there.

        "Direct Connect gateways": VPCs reach each other where a supernet of both is announced
        over one virtual interface; what is announced no input shows.
        """
        names = [
            self._vpcs.named(one.get("dx_gateway_id"))
            for one in self._vpcs.resources.of(_ASSOCIATION)
            if one.address not in self._attachments.by_id
        ]
        if sum(name in (gateway, None) for name in names) > 1:
            at = Source(gateway)
            says = "a supernet that may be announced over Direct Connect"
            self._vpcs.wiring.edge(out(gateway), f"{gateway} in", at, says, carries=PERHAPS)

    def _interface(self, line: Resource, to: str, from_: str) -> str:
        """Wire a private or transit interface to the gateway that it ends at; return that."""
        wiring, at = self._vpcs.wiring, line.source()
        carries = exactly(packets()) if sure(line) else PERHAPS
        direct = self._vpcs.named(line.get("vpn_gateway_id", None, "not written"))
        gateway = self._vpcs.named(line.get("dx_gateway_id", None, "not written"))
        if direct is not None:
            self._hubs[direct].append((line, sure(line)))
        elif gateway is None:
            wiring.open(from_, f"what {line.address} ends at is not known", at)
            wiring.edge(from_, to, at, "virtual interface", carries=PERHAPS)
            return f"the gateway of {line.address}"
        end = direct or gateway or ""
        wiring.edge(out(end), to, at, "virtual interface", carries=carries)
        wiring.edge(from_, f"{end} in", at, "virtual interface", carries=carries)
        return end

    def _association(self, one: Resource, line: str) -> None:
        """Wire a Direct Connect gateway to the gateway of VPCs that it is associated with.

        From outside comes what is for the prefixes that are announced there.
        """
        wiring, at, says = self._vpcs.wiring, one.source(), "Direct Connect gateway"
        prefixes, whole = cidrs(one, "allowed_prefixes")
        certain = sure(one)
        attached = self._attachments.by_id.get(one.address)
        target = self._vpcs.named(one.get("associated_gateway_id", None, "not written"))
        if attached is None and not prefixes and whole:
            # "Allowed prefixes": of a virtual private gateway its VPC's, where none are given.
            prefixes = EVERYWHERE
        announced = Match(_to(prefixes if certain else ()), _to(prefixes if whole else EVERYWHERE))
        carries = exactly(packets()) if certain else PERHAPS
        if attached is not None:
            wiring.edge(attached.out, out(line), at, says, carries=carries)
            wiring.edge(f"{line} in", attached.into, at, says, carries=announced)
        elif target is not None and self._vpcs.names.here(target) is not None:
            wiring.edge(out(target), out(line), at, says, carries=carries)
            wiring.edge(f"{line} in", f"{target} in", at, says, carries=announced)
        else:
            reason = f"what {one.address} leads to is not in this input"
            wiring.open(f"{line} in", reason, at)

    def _site_link(self, lines: list[Resource]) -> None:
        """Join interfaces of one gateway that have SiteLink: their networks reach each other."""
        path, because = "sitelink_enabled", "aws_dx_private_virtual_interface: false by default"
        for one, other in permutations(lines, 2):
            said = [line.get(path, False, because) for line in (one, other)]
            if any(isinstance(v, Known) and v.value not in _TRUE for v in said):
                continue
            certain = all(isinstance(v, Known) for v in said) and sure(one) and sure(other)
            self._vpcs.wiring.edge(
                f"{one.address} from the other side", f"{other.address} to the other side",
                one.source(), "SiteLink", carries=exactly(packets()) if certain else PERHAPS,
            )  # fmt: skip

    def _cloudhubs(self) -> None:
        """Join lines of one virtual private gateway that announce routes: they reach each other."""
        for lines in self._hubs.values():
            for (one, certain), (other, also) in permutations(lines, 2):
                self._vpcs.wiring.edge(
                    f"{one.address} from the other side", f"{other.address} to the other side",
                    one.source(), "VPN CloudHub",
                    carries=exactly(packets()) if certain and also else PERHAPS,
                )  # fmt: skip

    def _public(self) -> None:
        """Wire public interfaces: to the public addresses of AWS, and from these to the prefixes.

        What has a public address here is reached as the Internet reaches it.
        """
        wiring = self._vpcs.wiring
        for type_ in _PUBLIC:
            for line in self._vpcs.resources.of(type_):
                to, from_ = self._door(line, "private-line")
                prefixes, whole = cidrs(line, "route_filter_prefixes")
                certain = sure(line)
                there = Match(
                    _to(prefixes if certain else ()),
                    _to(prefixes if whole and prefixes else GLOBAL),
                )
                says, internet = "public virtual interface", wiring.internet()
                wiring.edge(internet.id, to, line.source(), says, carries=there)
                there = Match(_to(GLOBAL if certain else ()), _to(GLOBAL))
                wiring.edge(from_, leaving(internet.id), line.source(), says, carries=there)


def _to(addresses: Intervals) -> PacketSet:
    return packets(destination=addresses)
