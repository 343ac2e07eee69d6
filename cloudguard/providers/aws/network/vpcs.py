"""VPCs and subnets: their addresses, and the nodes that everything else is wired to.

A packet leaves a host, passes its groups onto the subnet (`… out`), passes the subnet's ACL to the
subnet's route table (`… table`), and goes where the table says. What is local goes over the VPC
(`… net`) through the ACL of the receiving subnet (`… in`) and the groups of the host to it.
Amazon VPC User Guide, "How Amazon VPC works", "Route tables", "Network ACLs", "Security groups".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from cloudguard.network.filters import Filter
from cloudguard.network.intervals import Intervals, intersection, union
from cloudguard.network.packets import V4, V6
from cloudguard.network.wiring import Host, Wiring
from cloudguard.providers.aws.network.joins import Choice, Joins
from cloudguard.providers.aws.network.ranges import EVERY, Range, of_subnet, of_vpc
from cloudguard.providers.aws.provider import Aws
from cloudguard.providers.wires import Names, cidrs, sure
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Source, Unknown, Value

SUBNETS: Final = ("aws_subnet", "aws_default_subnet")
VPCS: Final = ("aws_vpc", "aws_default_vpc")
DEFAULT_VPC: Final = "the default VPC"
DEFAULT_GROUP: Final = ".default_security_group_id"
MAIN: Final = ".main_route_table_id"
# terraform-provider-aws docs, aws_vpc: the table that AWS made stays the default one even where
# another is made the main one.
_FIRST_TABLE: Final = ".default_route_table_id"

_PLACED: Final = (
    ("aws_nat_gateway", "subnet_id"),
    ("aws_ec2_transit_gateway_vpc_attachment", "subnet_ids"),
    ("aws_ec2_client_vpn_network_association", "subnet_id"),
    ("aws_ec2_client_vpn_route", "target_vpc_subnet_id"),
    ("aws_networkfirewall_firewall", "subnet_mapping.subnet_id"),
    ("aws_networkmanager_vpc_attachment", "subnet_arns"),
)


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet, or what is known of one that is not in this input."""

    id: str
    vpc: str
    range: Range
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


# terraform-provider-aws docs, aws_eks_cluster: vpc_config exports cluster_security_group_id.
CLUSTER_GROUP: Final = ".cluster_security_group_id"
_CLUSTER_CONFIG: Final = ".vpc_config"


class Vpcs:
    """The VPCs and subnets of one input, and the names by which resources refer to them."""

    def __init__(self, aws: Aws, wiring: Wiring) -> None:
        """Index what `aws` reads; `wiring` is drawn into.

        `sending` gives of each host in a subnet the node that it sends on, `acl` of each subnet
        what its ACL lets in and out, `groupless` the hosts of whose groups not all are known.
        """
        self.aws = aws
        self.wiring = wiring
        self.resources: Resources = aws.resources
        self.names = Names(aws.resources, aws.names)
        self.subnets: dict[str, Subnet] = {}
        self.of_vpc: dict[str, list[Subnet]] = defaultdict(list)
        self.ranges: dict[str, Range] = {}
        self.sending: dict[str, str] = {}
        self.acl: dict[str, tuple[Filter, Filter]] = {}
        self.hosts_of: dict[str, list[Host]] = defaultdict(list)  # by resource
        self.through: set[str] = set()  # what routes lead through
        self.somewheres: list[Subnet] = []  # subnets that may be any of this input
        self.groupless: list[Host] = []
        self.homeless = False  # a host lies in a subnet that is not known
        self.main = Joins()
        self.tables = Joins()
        self.foreign: dict[str, Source] = {}  # Transit Gateways of others, and who names them
        self.used: dict[str, set[str]] = defaultdict(set)  # by table, the VPCs that it serves
        self._associate()
        for type_ in VPCS:
            for vpc in self.resources.of(type_):
                self.ranges[vpc.address] = of_vpc(vpc, self.resources)
        for type_ in SUBNETS:
            for subnet in self.resources.of(type_):
                self._add(subnet)

    def touch(self) -> None:
        """Add the subnets, and those not in this input, in which gateways have their interfaces."""
        for type_, path in _PLACED:
            for resource in self.resources.of(type_):
                above, _, last = path.rpartition(".")
                holders = resource.blocks(above) if above else Known((resource,), Source(""))
                for holder in holders.value if isinstance(holders, Known) else ():
                    names, _ = self.names.each(holder.items(last))
                    for name in names:
                        self.subnet(name, resource.source(path))

    def subnet(self, name: str, at: Source) -> Subnet:
        """Return the subnet of a name; one that is not in this input is added as unseen."""
        if (found := self.subnets.get(name)) is None:
            found = Subnet(name, _vpc_of(name), EVERY, at, None)
            self._added(found)
            self.wiring.open(net(found.vpc), f"{name} is not in this input", at)
        return found

    def somewhere(self, resource: Resource) -> Subnet:
        """Return the subnet of a resource of which it is not known: it may be any."""
        self.homeless = True
        found = self.subnet(f"the subnet of {resource.address}", resource.source())
        if found not in self.somewheres:
            self.somewheres.append(found)
        return found

    def default_subnet(self, at: Source) -> Subnet:
        """Return the subnet of what AWS places: one of the default VPC, with public addresses.

        Amazon VPC User Guide, "Default VPCs".
        """
        here = self.resources.of("aws_default_subnet")
        if len(here) == 1:
            return self.subnets[here[0].address]
        name = "the default subnet"
        if (found := self.subnets.get(name)) is None:
            found = Subnet(name, self.default_vpc, self.range(self.default_vpc), at, None)
            self._added(found)
        return found

    def range(self, vpc: str) -> Range:
        """Return the addresses of a VPC: of one that is not in this input it may have any."""
        return self.ranges.get(vpc, EVERY)

    def named(self, value: Value[object]) -> str | None:
        """Return what a value names, None where that is not known."""
        found = self.names.of(value)
        return found.value if isinstance(found, Known) else None

    @property
    def default_vpc(self) -> str:
        """Return the name of the VPC that AWS made with the account."""
        here = self.resources.of("aws_default_vpc")
        return here[0].address if len(here) == 1 else DEFAULT_VPC

    def typed(self, value: Value[object], type_: str) -> Resource | None:
        """Return the resource of a type that a value names, by reference or by its name."""
        found = self.named(value)
        if found is None:
            return None
        here = self.names.here(found)
        if here is not None and here.type == type_:
            return here
        for resource in self.resources.of(type_):
            if found in self.aws.names(resource):
                return resource
        return None

    def tables_of(self, subnet: Subnet) -> list[Choice]:
        """Return the route table that decides for a subnet: its own, else its VPC's main one."""
        own = self.tables.of(subnet.id, None)
        if any(choice.sure for choice in own):
            return own
        main = self.main.of(subnet.vpc, f"{subnet.vpc}{MAIN}")
        return [*own, *(Choice(c.name, c.sure and not own) for c in main)]

    def table_named(self, value: Value[object]) -> str | None:
        """Return the route table that a value names.

        The table that AWS made with a VPC goes by the name of the main one, that it is by default.
        """
        found = self.named(value)
        if found is None:
            return None
        here = self.names.here(found)
        if here is not None and here.type == "aws_default_route_table":
            return self.table_named(here.get("default_route_table_id"))
        return found.removesuffix(_FIRST_TABLE) + MAIN if found.endswith(_FIRST_TABLE) else found

    def region_of(self, vpc: str) -> str | None:
        """Return the Region of a VPC, None where it is not known."""
        here = self.names.here(vpc)
        found = self.aws.region(here) if here is not None else None
        return str(found.value) if isinstance(found, Known) and found.value else None

    def group_named(self, name: str) -> str:
        """Return the name of a group: the default one of a VPC goes by the name of its VPC.

        That of a cluster goes by the name of the cluster, whichever attribute tells it.
        """
        cluster, of_cluster, _ = name.partition(_CLUSTER_CONFIG)
        if of_cluster and name.endswith(CLUSTER_GROUP):
            return f"{cluster}{CLUSTER_GROUP}"
        here = self.names.here(name)
        if here is None or here.type != "aws_default_security_group":
            return name
        return f"{self.named(here.get('vpc_id', None, '')) or self.default_vpc}{DEFAULT_GROUP}"

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
        whole = not more.possible and sure(found)
        prefixes: Intervals = ()
        for entry in (*entries.value, *more.named):
            there, known = cidrs(entry, "cidr")
            prefixes, whole = union(prefixes, there), whole and known
        return prefixes, whole

    def _associate(self) -> None:
        for one in self.resources.of("aws_route_table_association"):
            table = self.table_named(one.get("route_table_id")) or f"{one.address} table"
            certain = sure(one)
            hosts = [one.get(path, None, "not written") for path in ("subnet_id", "gateway_id")]
            targets = [self.named(value) for value in hosts]
            if not any(targets):
                self.tables.add(None, table, certain=certain)
            for target in targets:
                if target:
                    self.tables.add(target, table, certain=certain)
        for one in self.resources.of("aws_main_route_table_association"):
            table = self.table_named(one.get("route_table_id")) or f"{one.address} table"
            self.main.add(self.named(one.get("vpc_id")), table, certain=sure(one))

    def _add(self, subnet: Resource) -> None:
        named = self.named(subnet.get("vpc_id", None, "the default VPC of the region"))
        default = self.default_vpc if subnet.type == "aws_default_subnet" else None
        vpc = named or default or _vpc_of(subnet.address)
        range_ = of_subnet(subnet, self.range(vpc))
        self._added(Subnet(subnet.address, vpc, range_, subnet.source(), subnet))

    def _added(self, subnet: Subnet) -> None:
        self.subnets[subnet.id] = subnet
        self.of_vpc[subnet.vpc].append(subnet)
        if subnet.vpc not in self.ranges:
            reason = f"{subnet.vpc} is not in this input: what else is in it is not seen"
            self.wiring.open(net(subnet.vpc), reason, subnet.at)

    def of(self, value: Value[object]) -> Iterator[tuple[Subnet, bool]]:
        """Yield the subnets of the VPC that a value names: of one not known, any may be."""
        vpc = self.named(value)
        known = vpc is not None and (vpc in self.ranges or vpc in self.of_vpc)
        every: Iterable[Subnet] = self.of_vpc.get(vpc or "", ()) if known else self.subnets.values()
        for subnet in every:
            yield subnet, known and vpc in self.ranges
        for subnet in self.unplaced if known else ():
            yield subnet, False

    @cached_property
    def unplaced(self) -> list[Subnet]:
        """Return the subnets of this input whose VPC is not known."""
        return [s for s in self.subnets.values() if s.here is not None and s.vpc == _vpc_of(s.id)]


def _vpc_of(subnet: str) -> str:
    return f"the VPC of {subnet}"


def net(vpc: str) -> str:
    """Return the node on which a VPC delivers what is local."""
    return f"{vpc} net"


def table(route_table: str) -> str:
    """Return the node where a route table decides."""
    return f"{route_table} table"


def v4(addresses: Intervals) -> Intervals:
    """Return the IPv4 addresses of a set."""
    return intersection(addresses, V4)


def v6(addresses: Intervals) -> Intervals:
    """Return the IPv6 addresses of a set."""
    return intersection(addresses, V6)
