"""VCNs and subnets: their addresses, and the nodes that everything else is wired to.

A packet leaves a VNIC through the security rules onto its subnet (`… out`), goes to the route
table (`… table`) of the VNIC or the subnet, and where that says. What is local goes over the VCN
(`… net`) to the receiving VNIC, whose security rules decide. OCI documentation, "VCN Route
Tables", "Security Rules".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from cloudguard.network.intervals import Intervals, intersection, union
from cloudguard.network.packets import EVERYWHERE, V4, V6
from cloudguard.network.wiring import GLOBAL_V6, Host, Wiring
from cloudguard.providers.oci.provider import Oci
from cloudguard.providers.wires import Names, cidrs, flag, prefixes_of
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Source, Unknown, Value

LISTS: Final = ".default_security_list_id"
TABLE: Final = ".default_route_table_id"
_MANAGED: Final = {
    LISTS: "oci_core_default_security_list",
    TABLE: "oci_core_default_route_table",
}


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet or a VLAN, or what is known of one that is not in this input.

    `public` tells whether the Internet may come in and VNICs have public addresses, None where
    that is not known; `exact` whether its addresses are all known.
    """

    id: str
    vcn: str
    v4: Intervals
    v6: Intervals
    at: Source
    here: Resource | None
    lists: Value[tuple[str, ...]]
    table: str
    public: bool | None = None
    exact: bool = False

    @property
    def addresses(self) -> Intervals:
        """Return its addresses of both families."""
        return union(self.v4, self.v6)

    @property
    def into(self) -> str:
        """Return the node on which its VNICs receive what comes from elsewhere."""
        return f"{self.id} in"

    def out(self, table: str) -> str:
        """Return the node on which VNICs send that a route table decides for."""
        return f"{self.id} out" if table == self.table else f"{self.id} out by {table}"


class Vcns:
    """The VCNs and subnets of one input, and the names by which resources refer to them."""

    def __init__(self, oci: Oci, wiring: Wiring) -> None:
        """Index what `oci` reads; `wiring` is drawn into.

        `posts` gives of each host in a subnet the subnet and the node that it sends on; `tables`
        of each route table that is used the VCN it belongs to; `local` the prefixes of a VCN that
        are written. `whole` holds the VCNs that have no other but Oracle's, `loose` what may decide
        for any VCN or subnet, `loose_hosts` those whose groups are not all known,
        `doors` the nodes where packets enter DRGs of others.
        """
        self.wiring = wiring
        self.resources: Resources = oci.resources
        self.names = Names(oci.resources, oci.names)
        self.subnets: dict[str, Subnet] = {}
        self.of_vcn: dict[str, list[Subnet]] = defaultdict(list)
        self.addresses: dict[str, Intervals] = {}
        self.local: dict[str, Intervals] = {}
        self.whole: set[str] = set()
        self.posts: dict[str, tuple[Subnet, str]] = {}
        self.tables: dict[str, str] = {}
        self._alias: dict[str, str] = {}
        self.loose: dict[str, Source] = {}
        self.loose_hosts: list[Host] = []
        self.doors: set[str] = set()
        vcns = self.resources.of("oci_core_vcn")
        for vcn in vcns:
            self.addresses[vcn.address], self.local[vcn.address], whole = self._addresses(vcn)
            self.whole |= {vcn.address} if whole else set()
            for attribute in _MANAGED:
                own = vcn.get(attribute[1:], None, "known only after apply")
                if isinstance(own, Known) and isinstance(own.value, str):
                    self._alias[own.value] = vcn.address + attribute
        for attribute, type_ in _MANAGED.items():
            self._adopt(type_, attribute)
        self._tables = dict(self._attached())
        for subnet in self.resources.of("oci_core_subnet"):
            self._added(self._subnet(subnet))
        for vlan in self.resources.of("oci_core_vlan"):
            self._added(self._vlan(vlan))

    def subnet(self, name: str, at: Source) -> Subnet:
        """Return the subnet of a name; one that is not in this input is added as unseen."""
        if (found := self.subnets.get(name)) is None:
            hidden: Value[tuple[str, ...]] = Unknown(f"{name} is not in this input", at)
            vcn = f"the VCN of {name}"
            found = Subnet(name, vcn, V4, V6, at, None, hidden, f"{vcn}{TABLE}")
            self._added(found)
            self.wiring.open(net(vcn), f"{name} is not in this input", at)
        return found

    def named(self, value: Value[object]) -> str | None:
        """Return what a value names, None where that is not known or nothing."""
        found = self.names.of(value)
        if isinstance(found, Unknown):
            return None
        name = self._alias.get(found.value, found.value)
        return self._alias.get(name, name)

    def one(self, resource: Resource, *paths: str) -> str | None:
        """Return what the first of some attributes that names anything names."""
        return next((n for path in paths if (n := self.named(resource.get(path)))), None)

    def several(self, resource: Resource, path: str) -> tuple[list[str], bool]:
        """Return what the items of a list name in all blocks, and whether these are all."""
        above, _, last = path.rpartition(".")
        blocks = resource.blocks(above) if above else Known((resource,), resource.source())
        if isinstance(blocks, Unknown):
            return [], False
        names: list[str] = []
        whole = True
        for block in blocks.value:
            items = block.items(last)
            if isinstance(items, Unknown):
                whole = False
                continue
            for item in items.value:
                name = self.named(item)
                whole = whole and (name is not None or not isinstance(item, Unknown))
                names += [name] if name else []
        return names, whole

    def default_of(self, vcn: str, attribute: str) -> str:
        """Return the default list or route table of a VCN by the name that stands for it."""
        name = vcn + attribute
        return self._alias.get(name, name)

    def used(self, table: str, vcn: str) -> str:
        """Return the node of a route table, which is wired when all is known."""
        self.tables.setdefault(table, vcn)
        return f"{table} table"

    def _adopt(self, type_: str, attribute: str) -> None:
        """Let what manages a VCN's default stand for it; one that may be any VCN's leaves doubt."""
        for managed in self.resources.of(type_):
            name = self.named(managed.get("manage_default_resource_id"))
            if name is None or managed.doubt:
                self.loose[attribute] = managed.source()
            if name is not None:
                self._alias[name] = managed.address

    def _attached(self) -> Iterator[tuple[str, str]]:
        for attachment in self.resources.of("oci_core_route_table_attachment"):
            subnet = self.named(attachment.get("subnet_id"))
            table = self.named(attachment.get("route_table_id"))
            where = attachment.source()
            if subnet is None:
                self.loose["attachment"] = where
            else:
                yield subnet, table or f"the route table of {attachment.address}"

    def _subnet(self, subnet: Resource) -> Subnet:
        vcn = self.named(subnet.get("vcn_id")) or f"the VCN of {subnet.address}"
        around = self.addresses.get(vcn, EVERYWHERE)
        v4, whole = cidrs(subnet, "cidr_block", "ipv4cidr_blocks")
        v6, whole_v6 = cidrs(subnet, "ipv6cidr_block", "ipv6cidr_blocks")
        private = _either(
            flag(subnet, "prohibit_public_ip_on_vnic", default=False),
            flag(subnet, "prohibit_internet_ingress", default=False),
        )
        return Subnet(
            subnet.address,
            vcn,
            v4 if whole and (v4 or v6) else union(v4, intersection(around, V4)),
            v6 if whole_v6 else union(v6, intersection(around, V6)),
            subnet.source(),
            subnet,
            self._lists(subnet, vcn),
            self._table(subnet, vcn),
            None if private is None else not private,
            whole and whole_v6 and bool(v4 or v6),
        )

    def _vlan(self, vlan: Resource) -> Subnet:
        """Return a VLAN: only groups decide for it. OCI documentation, "VLANs"."""
        vcn = self.named(vlan.get("vcn_id")) or f"the VCN of {vlan.address}"
        v4, whole = cidrs(vlan, "cidr_block")
        exact = whole and bool(v4)
        v4 = v4 if exact else intersection(self.addresses.get(vcn, EVERYWHERE), V4)
        lists: Value[tuple[str, ...]] = Known((), vlan.source())
        table = self._table(vlan, vcn)
        return Subnet(vlan.address, vcn, v4, (), vlan.source(), vlan, lists, table, exact=exact)

    def _table(self, subnet: Resource, vcn: str) -> str:
        """Return the route table of a subnet: the written one, else the VCN's default one.

        OCI documentation, "VCN Route Tables": a subnet that names none has the default table.
        """
        if subnet.address in self._tables:
            return self._tables[subnet.address]
        hidden = f"the route table of {subnet.address}"
        if "attachment" in self.loose:
            return hidden
        said = subnet.get("route_table_id", None, "the VCN's default")
        if isinstance(said, Unknown):
            return hidden
        return self.named(said) or self.default_of(vcn, TABLE)

    def _lists(self, subnet: Resource, vcn: str) -> Value[tuple[str, ...]]:
        said = subnet.items("security_list_ids")
        if isinstance(said, Unknown):
            return Unknown(said.reason, said.source)
        names, whole = self.several(subnet, "security_list_ids")
        if not whole:
            return Unknown("some of its security lists are not known", said.source)
        return Known(tuple(names) or (self.default_of(vcn, LISTS),), said.source)

    def _added(self, subnet: Subnet) -> None:
        self.subnets[subnet.id] = subnet
        self.of_vcn[subnet.vcn].append(subnet)
        if self.names.here(subnet.vcn) is None:
            reason = f"{subnet.vcn} is not in this input: what else is in it is not seen"
            self.wiring.open(net(subnet.vcn), reason, subnet.at)
        if subnet.here is not None and self.named(subnet.here.get("vcn_id")) is None:
            self.wiring.anywhere(f"{subnet.vcn} is not known", subnet.at)

    @staticmethod
    def _addresses(vcn: Resource) -> tuple[Intervals, Intervals, bool]:
        """Return the addresses that a VCN may have, those that are written, and if that is all.

        OCI documentation, "IPv6 Addresses": Oracle assigns a global prefix unless that is refused.
        """
        v4, whole = cidrs(vcn, "cidr_block", "cidr_blocks")
        found = v4 if v4 and whole else V4
        enabled = flag(vcn, "is_ipv6enabled", default=False)
        if enabled is False:
            return found, v4, whole and bool(v4)
        own, whole_own = cidrs(vcn, "ipv6private_cidr_blocks")
        blocks = vcn.blocks("byoipv6cidr_details")
        details = blocks.value if isinstance(blocks, Known) else ()
        brought, whole_brought = prefixes_of(d.get("ipv6cidr_block") for d in details)
        whole_brought = whole_brought and isinstance(blocks, Known)
        written = union(own, brought)
        found = union(found, written)
        if flag(vcn, "is_oracle_gua_allocation_enabled", default=True) is not False:
            found = union(found, GLOBAL_V6)
        whole_v6 = enabled is True and whole_own and whole_brought
        found = found if whole_v6 else union(found, V6)
        return found, union(v4, written), whole and bool(v4) and whole_v6


def net(vcn: str) -> str:
    """Return the node on which a VCN delivers what is local."""
    return f"{vcn} net"


def doubtful(resource: Resource) -> Resource:
    """Return a resource as one that may not exist."""
    return replace(resource, doubt=resource.doubt or "not known")


def _either(*said: bool | None) -> bool | None:
    if True in said:
        return True
    return None if None in said else False
