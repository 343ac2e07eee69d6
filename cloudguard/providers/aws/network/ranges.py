"""Addresses of VPCs and subnets: what is known of them before apply, and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cloudguard.network.filters import Match
from cloudguard.network.intervals import Intervals, intersection, union, union_of
from cloudguard.network.packets import EVERYWHERE, V4, V6, packets
from cloudguard.network.wiring import GLOBAL_V6, Route, Wiring
from cloudguard.providers.wires import cidrs, sure
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Source, Unknown


@dataclass(frozen=True, slots=True)
class Range:
    """Addresses that something has.

    `known` are its own; of `some` it surely has a part, but which is known only after apply (a
    block that Amazon assigns); of `maybe` it may have a part.
    """

    known: Intervals
    some: Intervals = ()
    maybe: Intervals = ()

    @property
    def surely(self) -> Intervals:
        """Return addresses among which it has some."""
        return union(self.known, self.some)

    @property
    def possibly(self) -> Intervals:
        """Return all addresses that it may have."""
        return union_of((self.known, self.some, self.maybe))

    @property
    def destined(self) -> Match:
        """Return the packets that go there."""
        there = packets(destination=self.possibly)
        return Match(packets(destination=self.surely), there)

    @property
    def sent(self) -> Match:
        """Return the packets that come from there."""
        return Match(packets(source=self.surely), packets(source=self.possibly))


EVERY: Final = Range((), (), EVERYWHERE)


def of_vpc(vpc: Resource, resources: Resources) -> Range:
    """Return the addresses of a VPC, with the blocks that are associated later.

    Amazon VPC User Guide, "IP addressing for your VPCs and subnets".
    """
    found = _v4(vpc, resources)
    later = resources.about(vpc, "aws_vpc_ipv6_cidr_block_association", "vpc_id")
    for block in (vpc, *later.named):
        found = _with(found, _v6(block))
    if later.possible:
        found = Range(found.known, found.some, union(found.maybe, V6))
    return found if sure(vpc) else Range((), (), found.possibly)


def _v4(vpc: Resource, resources: Resources) -> Range:
    found, whole = cidrs(vpc, "cidr_block")
    if vpc.type == "aws_default_vpc" and not found:
        # Amazon VPC User Guide, "Default VPC components".
        found, whole = intersection(_DEFAULT, V4), True
    later = resources.about(vpc, "aws_vpc_ipv4_cidr_block_association", "vpc_id")
    for block in later.named:
        added, known = cidrs(block, "cidr_block")
        found, whole = union(found, added), whole and known and bool(added)
    whole = whole and bool(found) and not later.possible
    return Range(found, (), () if whole else V4)


_DEFAULT: Final = (0xAC1F0000, 0xAC200000)  # 172.31.0.0/16


def _v6(block: Resource) -> Range:
    """Return the IPv6 block that a VPC, or an association, has."""
    written, whole = cidrs(block, "ipv6_cidr_block")
    if written:
        return Range(written)
    generated = block.get("assign_generated_ipv6_cidr_block", False, "aws_vpc: false by default")
    if isinstance(generated, Known) and generated.value in (True, "true"):
        return Range((), GLOBAL_V6)  # Amazon's own: which one is known only after apply
    pools = [block.get(path, None, "not written") for path in ("ipv6_ipam_pool_id", "ipv6_pool")]
    pooled = any(isinstance(pool, Unknown) or pool.value for pool in pools)
    if not whole or pooled or isinstance(generated, Unknown):
        return Range((), (), V6)
    return Range(())


def _with(one: Range, other: Range) -> Range:
    return Range(
        union(one.known, other.known), union(one.some, other.some), union(one.maybe, other.maybe)
    )


def of_subnet(subnet: Resource, vpc: Range) -> Range:
    """Return the addresses of a subnet; a range that AWS chooses is one of its VPC's."""
    found, whole = cidrs(subnet, "cidr_block")
    native = subnet.get("ipv6_native", False, "IPv4 by default")
    only_v6 = isinstance(native, Known) and native.value in (True, "true")
    if only_v6:
        found, whole = (), True
    elif not found:
        whole = False
    maybe = () if whole else intersection(vpc.possibly, V4) or V4
    six, whole_six = cidrs(subnet, "ipv6_cidr_block")
    some: Intervals = ()
    if subnet.type == "aws_default_subnet" and not whole:
        some, maybe = intersection(vpc.known, V4), ()
    if not six and not whole_six:
        generated = intersection(vpc.some, V6)
        some = union(some, generated)
        maybe = union(maybe, () if generated else intersection(vpc.possibly, V6) or V6)
    made = Range(union(found, six), some, maybe)
    return made if sure(subnet) else Range((), (), made.possibly)


def deliver(  # one argument for each thing a route is
    wiring: Wiring, node: str, to: str, range_: Range, at: Source, says: str, *, certain: bool
) -> list[Route]:
    """Return the routes to a range; of a part that is not known some packets go there surely.

    Such a part (an IPv6 block that Amazon will choose) takes nothing from other routes.
    """
    known = range_.known
    routes = [
        Route((known[i], known[i + 1]), to, at, says, sure=certain) for i in range(0, len(known), 2)
    ]
    if range_.some:
        there = packets(destination=range_.some)
        carries = Match(there if certain else packets(destination=()), there)
        wiring.edge(node, to, at, says, carries=carries)
    if range_.maybe:
        routes.append(Route(None, to, at, says, sure=False))
    return routes
