"""Load balancers: they pass sources through to the machines of a pool, and take these out.

Microsoft Learn, "Azure Load Balancer components", "Azure Load Balancer algorithm" (the source
stays; the group of the machine decides), "Source Network Address Translation (SNAT) for outbound
connections" (a public one takes its pool out by outbound rules, and by balancing rules that do not
refuse), "Azure Load Balancer SKUs" (Standard is closed until a group lets something in).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Final

from cloudguard.network.filters import PERHAPS, Match, exactly, perhaps
from cloudguard.network.intervals import Intervals, contains, union, union_of
from cloudguard.network.packets import PROTOCOLS, TCP, UDP, PacketSet, packets, ports, prefix
from cloudguard.providers.azure.network.hosts import NIC, Seat
from cloudguard.providers.azure.network.internet import admitting, answering, translated
from cloudguard.providers.azure.network.reading import blocks, certain, flag, texts, word
from cloudguard.providers.azure.network.spans import Span
from cloudguard.providers.azure.network.tags import PUBLIC
from cloudguard.providers.azure.network.vnets import Subnet, Vnets, local
from cloudguard.providers.azure.network.walls import Walls
from cloudguard.providers.wires import number
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value

BALANCER: Final = "azurerm_lb"
_POOL: Final = "azurerm_lb_backend_address_pool"
_IN_POOL: Final = "azurerm_network_interface_backend_address_pool_association"
_ADDRESS: Final = "azurerm_lb_backend_address_pool_address"
_NAT_RULE: Final = "azurerm_lb_nat_rule"
_IN_RULE: Final = "azurerm_network_interface_nat_rule_association"
_RULE: Final = "azurerm_lb_rule"
_OUT_RULE: Final = "azurerm_lb_outbound_rule"
_SETS: Final = "network_interface.ip_configuration.load_balancer_backend_address_pool_ids"


class Balancers:
    """The pools of one input: which hosts are in each, surely or perhaps."""

    def __init__(self, vnets: Vnets, seats: list[Seat]) -> None:
        """Index the members of pools and of NAT rules."""
        self.vnets = vnets
        self.members: dict[str, list[tuple[Seat, bool]]] = defaultdict(list)
        by_address: dict[str, list[Seat]] = defaultdict(list)
        for seat in seats:
            by_address[seat.resource.address].append(seat)
            for value in texts(seat.resource, _SETS) if "scale_set" in seat.resource.type else ():
                self._join(vnets.named(value, _POOL), [seat], known=isinstance(value, Known))
        for type_, path in ((_IN_POOL, "backend_address_pool_id"), (_IN_RULE, "nat_rule_id")):
            for association in vnets.resources.of(type_):
                nic = vnets.named(association.get("network_interface_id"), NIC)
                pool = vnets.named(association.get(path), _POOL, _NAT_RULE)
                whole = nic is not None and certain(association)
                self._join(pool, by_address[nic] if nic else seats, known=whole)
        for member in vnets.resources.of(_ADDRESS):
            pool = vnets.named(member.get("backend_address_pool_id"), _POOL)
            found = [seat for seat in seats if _has(seat, member.get("ip_address", None, "none"))]
            self._join(pool, found, known=certain(member))

    def sending(self) -> dict[str, bool]:
        """Tell of hosts by id whether a public balancer takes them out, surely or perhaps."""
        found: dict[str, bool] = {}
        for type_, path in (
            (_OUT_RULE, "backend_address_pool_id"),
            (_RULE, "backend_address_pool_ids"),
        ):
            for rule in self.vnets.resources.of(type_):
                refuses = flag(rule, "disable_outbound_snat", default=False, because="azurerm docs")
                if refuses or not self._public(rule):
                    continue
                for value in texts(rule, path):
                    for seat, known in self._members(self.vnets.named(value, _POOL)):
                        whole = known and refuses is False and certain(rule)
                        found[seat.host.id] = found.get(seat.host.id, False) or whole
        return found

    def wire(self, walls: Walls) -> None:
        """Wire the frontends of balancers to the members of their pools."""
        for rule in self.vnets.resources.of(_RULE):
            for value in texts(rule, "backend_address_pool_ids"):
                self._rule(rule, self._members(self.vnets.named(value, _POOL)), walls)
        for rule in self.vnets.resources.of(_NAT_RULE):
            self._rule(rule, self._members(rule.address), walls)
            pool = rule.get("backend_address_pool_id", None, "none")
            if isinstance(pool, Unknown) or pool.value:
                self._rule(rule, self._members(self.vnets.named(pool, _POOL)), walls)

    def _members(self, pool: str | None) -> list[tuple[Seat, bool]]:
        """Return the members of a pool; those of all, perhaps, where it is not known which."""
        if pool is not None:
            return self.members.get(pool, [])
        return [(seat, False) for each in self.members.values() for seat, _ in each]

    def _join(self, pool: str | None, seats: list[Seat], *, known: bool) -> None:
        pools = [pool] if pool is not None else [p.address for p in self.vnets.resources.of(_POOL)]
        for name in pools:
            self.members[name] += [(seat, known and pool is not None) for seat in seats]

    def _frontends(self, rule: Resource) -> Iterator[tuple[Resource, Resource | None, bool]]:
        """Yield balancer and frontend of a rule, with whether it surely is that one."""
        named = rule.get("loadbalancer_id")
        balancer = self.vnets.found(named, BALANCER)
        if balancer is None:
            every = self.vnets.resources.of(BALANCER) if isinstance(named, Unknown) else ()
            for other in every:
                for block in blocks(other, "frontend_ip_configuration"):
                    yield other, None if isinstance(block, Unknown) else block, False
            return
        wanted = rule.get("frontend_ip_configuration_name", None, "any")
        for block in blocks(balancer, "frontend_ip_configuration"):
            if isinstance(block, Unknown):
                yield balancer, None, False
                continue
            name = block.get("name")
            both = isinstance(name, Known) and isinstance(wanted, Known)
            if not both or _unsaid(wanted) or _same(name, wanted):
                yield balancer, block, both and certain(rule, balancer)

    def _public(self, rule: Resource) -> bool:
        return any(_is_public(frontend) for _, frontend, _ in self._frontends(rule))

    def _rule(self, rule: Resource, members: list[tuple[Seat, bool]], walls: Walls) -> None:
        for balancer, frontend, known in self._frontends(rule):
            taken, given, whole = _services(rule)
            for seat, member in members:
                self._edge(
                    rule, balancer, frontend, seat, (taken, given), walls,
                    known=known and member and whole,
                )  # fmt: skip

    def _edge(
        self,
        rule: Resource,
        balancer: Resource,
        frontend: Resource | None,
        seat: Seat,
        services: tuple[Intervals, Intervals | None],
        walls: Walls,
        *,
        known: bool,
    ) -> None:
        wiring, host = self.vnets.wiring, seat.host
        there = union(host.addresses, host.maybe)
        change = partial(translated, there=there, service=services[1])
        says = f"load balancer {balancer.address}"
        if _is_public(frontend):
            sku = word(balancer, "sku", default="Standard", because="azurerm 4 docs, azurerm_lb")
            sent = packets(source=PUBLIC, destination=PUBLIC, service=services[0])
            wiring.edge(
                wiring.internet().leaves, seat.subnet.into, rule.source(), says,
                carries=_as(sent, whole=known and bool(host.addresses)),
                admits=admitting(sku, guarded=walls.guarded(seat)), change=change,
            )  # fmt: skip
            answering(self.vnets, seat.subnet)
        if frontend is None:
            wiring.edge(
                front(balancer.address), seat.subnet.into, rule.source(), says,
                carries=PERHAPS, change=change,
            )  # fmt: skip
        named = frontend.get("subnet_id", None, "none") if frontend is not None else None
        subnet = self.vnets.subnet(named) if named is not None else None
        if frontend is not None and subnet is not None:
            span = _given(frontend, subnet)
            sure, possible = (packets(destination=p, service=services[0]) for p in span)
            carries = Match(sure, possible) if known and host.addresses else perhaps(possible)
            wiring.edge(
                local(subnet.vnet), seat.subnet.into, rule.source(), says,
                carries=carries, change=change,
            )  # fmt: skip
            # What a private link brings is meant for the balancer already.
            brought = packets(service=services[0])
            wiring.edge(
                front(balancer.address), seat.subnet.into, rule.source(), says,
                carries=exactly(brought) if carries.sure else perhaps(brought), change=change,
            )  # fmt: skip


def front(balancer: str) -> str:
    """Return the node of what is meant for a balancer."""
    return f"{balancer} front"


def _as(sent: PacketSet, *, whole: bool) -> Match:
    return exactly(sent) if whole else perhaps(sent)


def _unsaid(value: Value[object]) -> bool:
    return isinstance(value, Known) and value.value is None


def _same(one: Value[object], other: Value[object]) -> bool:
    return isinstance(one, Known) and isinstance(other, Known) and one.value == other.value


def _is_public(frontend: Resource | None) -> bool:
    """Tell whether a frontend may have a public address: one that is not known may."""
    if frontend is None:
        return True
    values = [
        frontend.get(p, None, "none") for p in ("public_ip_address_id", "public_ip_prefix_id")
    ]
    return any(isinstance(value, Unknown) or value.value for value in values)


def _given(frontend: Resource, subnet: Subnet) -> Span:
    value = frontend.get("private_ip_address", None, "azurerm docs, azurerm_lb: of the subnet")
    try:
        if isinstance(value, Known) and value.value:
            found = prefix(str(value.value))
            return Span(found, found)
    except ValueError:
        return subnet.span.maybe()
    return subnet.span if isinstance(value, Known) else subnet.span.maybe()


def _has(seat: Seat, value: Value[object]) -> bool:
    try:
        wanted = prefix(str(value.value)) if isinstance(value, Known) else ()
    except ValueError:
        return False
    return bool(wanted) and contains(seat.host.addresses, wanted)


def _services(rule: Resource) -> tuple[Intervals, Intervals | None, bool]:
    """Return what a rule takes, what it becomes (None: as it is), and whether all is known."""
    protocol = word(rule, "protocol", default="", because="required")
    codes = {"tcp": (TCP,), "udp": (UDP,)}.get(protocol or "", (TCP, UDP))
    front = [
        _number(rule, p) for p in ("frontend_port", "frontend_port_start", "frontend_port_end")
    ]
    back = _number(rule, "backend_port")
    low = front[0] if front[0] is not None else front[1]
    high = front[0] if front[0] is not None else front[2]
    known = protocol is not None and protocol in (*PROTOCOLS, "all")
    if protocol == "all" or low == 0:
        return union_of(map(ports, codes)), None, known
    if low is None or high is None or back is None:
        return union_of(map(ports, codes)), None, False
    taken = union_of(ports(code, low, high) for code in codes)
    given = union_of(ports(code, back, back + high - low) for code in codes)
    return taken, None if taken == given else given, known


def _number(rule: Resource, path: str) -> int | None:
    value = rule.get(path, None, "none")
    return number(value.value) if isinstance(value, Known) else None
