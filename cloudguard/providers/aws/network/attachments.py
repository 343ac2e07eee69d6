"""What is attached to Transit Gateways: VPCs, VPNs, Direct Connect, other gateways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from cloudguard.network.filters import PERHAPS, exactly, perhaps
from cloudguard.network.intervals import difference
from cloudguard.network.packets import EVERYWHERE, PacketSet, packets
from cloudguard.providers.aws.network.acls import either
from cloudguard.providers.aws.network.doors import out
from cloudguard.providers.aws.network.ranges import Range
from cloudguard.providers.aws.network.shares import shared
from cloudguard.providers.aws.network.vpcs import Subnet, Vpcs, table
from cloudguard.providers.wires import sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown, Value

_VPC: Final = "aws_ec2_transit_gateway_vpc_attachment"
_VPC_ACCEPTER: Final = "aws_ec2_transit_gateway_vpc_attachment_accepter"
_PEERING: Final = "aws_ec2_transit_gateway_peering_attachment"
_PEERING_ACCEPTER: Final = "aws_ec2_transit_gateway_peering_attachment_accepter"
_CONNECT: Final = "aws_ec2_transit_gateway_connect"
_VPN: Final = "aws_vpn_connection"
_DX: Final = "aws_dx_gateway_association"
_ID: Final = ".transit_gateway_attachment_id"
_FAR: Final = " at its peer"


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is attached to a Transit Gateway: packets go `into` the gateway and `out` of it.

    `range` holds the addresses that it propagates, None where they are learned from a neighbour.
    """

    id: str
    kind: Literal["vpc", "vpn", "dx", "peering", "shared", "other"]
    gateway: str | None
    resource: Resource
    range: Range | None
    sure: bool

    @property
    def into(self) -> str:
        """Return the node on which the gateway takes packets from it."""
        return f"{self.id} into {self.gateway}"

    @property
    def out(self) -> str:
        """Return the node on which the gateway gives packets to it."""
        return f"{self.id} out of {self.gateway}"

    @property
    def at(self) -> Source:
        """Return the place of the attachment."""
        return self.resource.source()


class Attachments:
    """The attachments of one input."""

    def __init__(self, vpcs: Vpcs) -> None:
        """Find them; a peering stands for two, one at each gateway."""
        self._vpcs = vpcs
        self.all: list[Attachment] = list(self._found())
        self.by_id = {one.id: one for one in self.all}

    def named(self, value: Value[Any]) -> str | None:
        """Return the attachment that a value names, whoever speaks of it."""
        found = self._vpcs.named(value)
        return self._settled(found) if found is not None else None

    def side(self, name: str, gateway: str | None) -> Attachment | None:
        """Return an attachment; of a peering the side that is at a gateway."""
        far = self.by_id.get(f"{name}{_FAR}")
        if far is not None and far.gateway == gateway:
            return far
        return self.by_id.get(name)

    def sides(self, name: str) -> list[Attachment]:
        """Return an attachment, or the two that a peering stands for."""
        found = (self.by_id.get(each) for each in (name, f"{name}{_FAR}"))
        return [one for one in found if one is not None]

    def wire(self) -> None:
        """Wire VPCs and peerings to their attachments; lines are wired where they are read."""
        attached: dict[tuple[str, str], bool] = {}
        for one in self.all:
            if one.kind == "vpc":
                vpc = self._vpcs.named(one.resource.get("vpc_id"))
                self._vpc(one, vpc)
                if vpc is not None and one.gateway is not None:
                    attached[one.gateway, vpc] = True
            elif one.kind == "shared":
                self._vpcs.wiring.gateway(one.out, one.into, "peering", one.at)
            elif one.kind == "other":
                reason = f"what {one.id} does with packets is not modelled"
                self._vpcs.wiring.open(one.out, reason, one.at)
                self._vpcs.wiring.edge(one.out, one.into, one.at, reason, carries=PERHAPS)
        self._peerings()
        for name, at in self._vpcs.foreign.items():
            for vpc in self._vpcs.of_vpc:
                if (name, vpc) not in attached:
                    reason = f"{name} is not in this input"
                    self._vpcs.wiring.open(out(name, vpc), reason, at)

    def _found(self) -> Iterator[Attachment]:
        resources, vpcs = self._vpcs.resources, self._vpcs
        for one in resources.of(_VPC):
            gateway = vpcs.named(one.get("transit_gateway_id"))
            vpc = vpcs.named(one.get("vpc_id"))
            range_ = vpcs.range(vpc) if vpc is not None else Range((), (), EVERYWHERE)
            certain = sure(one) and vpc is not None and self._accepted(one, gateway)
            yield Attachment(one.address, "vpc", gateway, one, range_, certain)
        for one in resources.of(_VPN):
            written = one.get("transit_gateway_id", None, "not written")
            if isinstance(written, Unknown) or written.value:
                static = one.get("static_routes_only", False, "aws_vpn_connection: false")
                told = isinstance(static, Known) and static.value in (True, "true")
                # Site-to-Site VPN User Guide, "Static and dynamic routing": nothing is announced.
                announced = Range(()) if told else None
                gateway = vpcs.named(written)
                yield Attachment(one.address, "vpn", gateway, one, announced, sure(one))
        for one in resources.of(_DX):
            named = vpcs.named(one.get("associated_gateway_id", None, "not written"))
            if named is not None and self._is_transit(named):
                yield Attachment(one.address, "dx", named, one, None, sure(one))
        for one in resources.of(_PEERING):
            for path, side in (("transit_gateway_id", ""), ("peer_transit_gateway_id", _FAR)):
                gateway = vpcs.named(one.get(path))
                nothing = Range(())
                certain = sure(one)
                yield Attachment(f"{one.address}{side}", "peering", gateway, one, nothing, certain)
        for gateway_, by in shared(vpcs, "aws_ec2_transit_gateway"):
            yield Attachment(by.address, "shared", gateway_.address, by, None, sure=False)
        for one in resources.of(_CONNECT):
            gateway = vpcs.named(one.get("transit_gateway_id"))
            yield Attachment(one.address, "other", gateway, one, None, sure(one))

    def _is_transit(self, name: str) -> bool:
        here = self._vpcs.names.here(name)
        if here is not None:
            return here.type == "aws_ec2_transit_gateway"
        return name.startswith(("tgw-", "data.aws_ec2_transit_gateway"))

    def _accepted(self, one: Resource, gateway: str | None) -> bool:
        """Tell whether an attachment surely stands: of one account, or accepted.

        Of accounts only the provider blocks tell.
        """
        here = self._vpcs.names.here(gateway or "")
        if here is None or here.provider_key == one.provider_key:
            return True
        by_itself = here.get("auto_accept_shared_attachments", "disable", "aws_ec2_transit_gateway")
        if isinstance(by_itself, Known) and by_itself.value == "enable":
            return True
        return bool(
            self._vpcs.resources.about(one, _VPC_ACCEPTER, "transit_gateway_attachment_id").named
        )

    def _settled(self, name: str) -> str:
        """Return the attachment of a name: of its accepter, of its data source, of its id."""
        name = name.removesuffix(_ID)
        here = self._vpcs.resources.by_address.get(name)
        if here is None:
            return name
        if here.type in (_VPC_ACCEPTER, _PEERING_ACCEPTER):
            found = self._vpcs.named(here.get("transit_gateway_attachment_id"))
            return found.removesuffix(_ID) if found else name
        if here.mode == "data":
            return self._of_data(here) or name
        return name

    def _of_data(self, data: Resource) -> str | None:
        """Return the attachment that a data source looks up, by what it is asked for."""
        asked = {
            "aws_ec2_transit_gateway_vpn_attachment": "vpn_connection_id",
            "aws_ec2_transit_gateway_vpc_attachment": "id",
        }
        path = asked.get(data.type)
        if path is not None:
            return self._vpcs.named(data.get(path, None, "not written"))
        if data.type != "aws_ec2_transit_gateway_dx_gateway_attachment":
            return None
        line = self._vpcs.named(data.get("dx_gateway_id", None, "not written"))
        for one in self._vpcs.resources.of(_DX):
            if line is not None and self._vpcs.named(one.get("dx_gateway_id")) == line:
                return one.address
        return None

    def _vpc(self, one: Attachment, vpc: str | None) -> None:
        """Wire a VPC to its attachment.

        Amazon VPC Transit Gateways guide, "Network ACLs for transit gateways": from a VPC the ACL
        of the attachment's subnet is asked by source; into it, by destination, unless packets stay
        in that subnet. What comes in then asks the table of that subnet.
        """
        vpcs, wiring = self._vpcs, self._vpcs.wiring
        names, whole = vpcs.names.each(one.resource.items("subnet_ids"))
        subnets = [vpcs.subnet(name, one.at) for name in names]
        carries = exactly(packets()) if one.sure else PERHAPS
        if vpc is None or not whole or not subnets:
            reason = f"the VPC or the subnets of {one.id} are not known"
            node = f"{one.id} unknown subnets"
            wiring.open(node, reason, one.at)
            wiring.edge(one.out, node, one.at, reason, carries=PERHAPS)
            wiring.edge(node, one.into, one.at, reason, carries=PERHAPS)
        for each in [vpc] if vpc is not None else list(vpcs.of_vpc):
            admits = either([vpcs.acl[s.id][0] for s in subnets]) if subnets else None
            wiring.edge(
                out(one.gateway or "", each), one.into, one.at, "network ACL of the attachment",
                carries=carries if vpc is not None and whole else PERHAPS,
                admits=admits, stateful=False,
            )  # fmt: skip
        path = "security_group_referencing_support"
        because = "EC2 API Reference, CreateTransitGatewayVpcAttachmentRequestOptions: enabled"
        supported = one.resource.get(path, "enable", because)
        disabled = not isinstance(supported, Known) or supported.value == "disable"
        for subnet in subnets:
            self._into(one, subnet, carries_sure=one.sure, nameless=disabled)
            if isinstance(supported, Unknown):
                self._into(one, subnet, carries_sure=False, nameless=False)

    def _into(self, one: Attachment, subnet: Subnet, *, carries_sure: bool, nameless: bool) -> None:
        vpcs, wiring = self._vpcs, self._vpcs.wiring
        change = PacketSet.anonymous if nameless else None
        here = subnet.range.destined
        near = here if carries_sure else perhaps(here.possible)
        says = "transit gateway attachment"
        wiring.edge(one.out, subnet.into, one.at, says, carries=near, change=change)
        there = packets(destination=difference(EVERYWHERE, subnet.range.known))
        for choice in vpcs.tables_of(subnet):
            vpcs.used[choice.name].add(subnet.vpc)
            wiring.edge(
                one.out, table(choice.name), one.at, "network ACL of the attachment's subnet",
                carries=exactly(there) if carries_sure and choice.sure else perhaps(there),
                admits=vpcs.acl[subnet.id][1], stateful=False, change=change,
            )  # fmt: skip

    def _peerings(self) -> None:
        """Wire the two sides of each peering of gateways; no group is known beyond one."""
        for near in self.all:
            far = self.by_id.get(f"{near.id}{_FAR}")
            if near.kind != "peering" or far is None:
                continue
            for one, other in ((near, far), (far, near)):
                here = self._vpcs.names.here(other.gateway or "")
                if here is None:
                    self._vpcs.wiring.gateway(one.out, one.into, "peering", one.at)
                else:
                    self._vpcs.wiring.edge(
                        one.out, other.into, one.at, "transit gateway peering",
                        carries=exactly(packets()) if one.sure else PERHAPS,
                        change=PacketSet.anonymous,
                    )  # fmt: skip
