"""VPCs and subnets: their addresses, and the nodes that everything else is wired to.

A packet leaves a host, passes its groups onto the subnet (`… out`), passes the subnet's ACL to the
subnet's route table (`… table`), and goes where the table says. What is local goes over the VPC
(`… net`) through the ACL of the receiving subnet (`… in`) and the groups of the host to it.
Amazon VPC User Guide, "How Amazon VPC works", "Route tables", "Network ACLs", "Security groups".
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from cloudguard.network.filters import Filter
from cloudguard.network.intervals import Intervals, intersection, union
from cloudguard.network.packets import EVERYWHERE, V4, V6
from cloudguard.network.wiring import GLOBAL_V6, Wiring
from cloudguard.providers.aws.provider import Aws
from cloudguard.providers.wires import Names, cidrs
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Source, Unknown, Value

# RFC 1918 and 6598: what a VPC of unknown addresses may have, IPv6 besides.
SUBNETS: Final = ("aws_subnet", "aws_default_subnet")
VPCS: Final = ("aws_vpc", "aws_default_vpc")


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet, or what is known of one that is not in this input."""

    id: str
    vpc: str
    addresses: Intervals
    at: Source
    here: Resource | None

    @property
    def out(self) -> str:
        """Return the node on which its hosts send."""
        return f"{self.id} out"

    @property
    def into(self) -> str:
        """Return the node on which its hosts receive what comes from elsewhere."""
        return f"{self.id} in"


class Vpcs:
    """The VPCs and subnets of one input, and the names by which resources refer to them."""

    def __init__(self, aws: Aws, wiring: Wiring) -> None:
        """Index what `aws` reads; `wiring` is drawn into.

        `sending` gives of each host in a subnet the node that it sends on, `acl` of each subnet
        what its ACL lets in.
        """
        self.aws = aws
        self.wiring = wiring
        self.resources: Resources = aws.resources
        self.names = Names(aws.resources, aws.names)
        self.subnets: dict[str, Subnet] = {}
        self.of_vpc: dict[str, list[Subnet]] = defaultdict(list)
        self.addresses: dict[str, Intervals] = {}
        self.sending: dict[str, str] = {}
        self.acl: dict[str, Filter] = {}
        self.main: dict[str, str] = {}
        self.static: dict[str, list[Resource]] = defaultdict(list)
        self._tables: dict[str, str] = {}
        self._associate()
        for type_ in VPCS:
            for vpc in self.resources.of(type_):
                self.addresses[vpc.address] = self._addresses(vpc)
        for type_ in SUBNETS:
            for subnet in self.resources.of(type_):
                self._add(subnet)

    def subnet(self, name: str, at: Source) -> Subnet:
        """Return the subnet of a name; one that is not in this input is added as unseen."""
        if (found := self.subnets.get(name)) is None:
            found = Subnet(name, f"the VPC of {name}", EVERYWHERE, at, None)
            self._added(found)
            self.wiring.open(net(found.vpc), f"{name} is not in this input", at)
        return found

    def named(self, value: Value[object]) -> str | None:
        """Return what a value names, None where that is not known."""
        found = self.names.of(value)
        return found.value if isinstance(found, Known) else None

    def table_of(self, subnet: Subnet) -> str:
        """Return the route table that decides for a subnet: its own, else its VPC's main one."""
        if (found := self._tables.get(subnet.id)) is not None:
            return found
        return self.main.get(subnet.vpc, f"{subnet.vpc}.main_route_table_id")

    def prefix_list(self, name: str) -> tuple[Intervals, bool] | None:
        """Return the prefixes of a list and whether these are all, None where it is not here.

        Of AWS's own lists nothing is known.
        """
        found = self.names.here(name)
        if found is None or found.type != "aws_ec2_managed_prefix_list":
            return None
        entries = found.blocks("entry")
        if isinstance(entries, Unknown):
            return (), False
        type_ = "aws_ec2_managed_prefix_list_entry"
        more = self.resources.about(found, type_, "prefix_list_id")
        whole = not more.possible
        prefixes: Intervals = ()
        for entry in (*entries.value, *more.named):
            there, known = cidrs(entry, "cidr")
            prefixes, whole = union(prefixes, there), whole and known
        return prefixes, whole

    def _associate(self) -> None:
        for association in self.resources.of("aws_route_table_association"):
            table = self.named(association.get("route_table_id"))
            for path in ("subnet_id", "gateway_id"):
                target = self.named(association.get(path))
                if table and target:
                    self._tables[target] = table
        for route in self.resources.of("aws_route"):
            self.static[self.named(route.get("route_table_id")) or ""].append(route)
        for association in self.resources.of("aws_main_route_table_association"):
            table = self.named(association.get("route_table_id"))
            vpc = self.named(association.get("vpc_id"))
            if table and vpc:
                self.main[vpc] = table

    def _add(self, subnet: Resource) -> None:
        named = self.names.of(subnet.get("vpc_id", None, "the default VPC of the region"))
        default = "the default VPC" if subnet.type == "aws_default_subnet" else None
        vpc = named.value if isinstance(named, Known) else default or f"the VPC of {subnet.address}"
        v4, whole_v4 = cidrs(subnet, "cidr_block")
        v6, whole_v6 = cidrs(subnet, "ipv6_cidr_block")
        # An address range that AWS chooses is one of the VPC's.
        around = self.addresses.get(vpc, EVERYWHERE)
        found = union(v4, v6)
        if not whole_v4 or not v4:
            found = union(found, intersection(around, V4)) if not _v6_only(subnet) else found
        if not whole_v6:
            found = union(found, intersection(around, V6))
        self._added(Subnet(subnet.address, vpc, found, subnet.source(), subnet))

    def _added(self, subnet: Subnet) -> None:
        self.subnets[subnet.id] = subnet
        self.of_vpc[subnet.vpc].append(subnet)
        if self.names.here(subnet.vpc) is None:
            reason = f"{subnet.vpc} is not in this input: what else is in it is not seen"
            self.wiring.open(net(subnet.vpc), reason, subnet.at)

    def _addresses(self, vpc: Resource) -> Intervals:
        """Return the addresses of a VPC, with the blocks that are associated later."""
        found, whole = cidrs(vpc, "cidr_block")
        v6, whole_v6 = cidrs(vpc, "ipv6_cidr_block")
        found = union(found, v6)
        for type_ in ("aws_vpc_ipv4_cidr_block_association", "aws_vpc_ipv6_cidr_block_association"):
            for more in self.resources.about(vpc, type_, "vpc_id").named:
                added, known = cidrs(more, "cidr_block" if "ipv4" in type_ else "ipv6_cidr_block")
                found = union(found, added)
                whole = whole and (known or "ipv6" in type_)
                whole_v6 = whole_v6 and (known or "ipv4" in type_)
        assigned = vpc.get("assign_generated_ipv6_cidr_block", False, "VPC: none by default")
        if not whole or not found:
            found = union(found, V4)
        if not whole_v6 and not (isinstance(assigned, Known) and not assigned.value):
            # Amazon's own block: which one is known only after apply.
            found = union(found, GLOBAL_V6)
        return found


def net(vpc: str) -> str:
    """Return the node on which a VPC delivers what is local."""
    return f"{vpc} net"


def table(route_table: str) -> str:
    """Return the node where a route table decides."""
    return f"{route_table} table"


def _v6_only(subnet: Resource) -> bool:
    native = subnet.get("ipv6_native", False, "IPv4 by default")
    return isinstance(native, Known) and native.value is True
