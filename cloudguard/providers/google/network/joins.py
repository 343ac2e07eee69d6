"""Networks joined to networks: peerings, and the spokes of a Network Connectivity Center hub.

Google Cloud docs, "VPC Network Peering": active when both sides are configured; subnet routes are
exchanged always, ranges of public addresses when imported, custom routes when exported and
imported; not transitive. "VPC spokes overview", "Preset connectivity topologies", "Route exchange
with VPC spokes".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from cloudguard.network.filters import Match, exactly, perhaps
from cloudguard.network.intervals import Intervals, difference, intersection, union
from cloudguard.network.packets import ALL, EVERYWHERE, V4, V6, packets
from cloudguard.network.wiring import GLOBAL
from cloudguard.providers.google.network.lines import ATTACHMENT, TUNNEL, into, out
from cloudguard.providers.google.network.routing import Joined, Learned, Tables
from cloudguard.providers.google.network.statics import Static
from cloudguard.providers.google.network.vpcs import NETWORK, Vpcs, entering, net
from cloudguard.providers.wires import cidrs, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value

_PEERING: Final = "google_compute_network_peering"
_CONFIG: Final = "google_compute_network_peering_routes_config"
_SPOKE: Final = "google_network_connectivity_spoke"
_HUB: Final = "google_network_connectivity_hub"
_GROUP: Final = "google_network_connectivity_group"
_Ends: TypeAlias = tuple[str | None, str | None]
_KEYWORDS: Final = {"ALL_IPV6_RANGES": V6, "ALL_PRIVATE_IPV4_RANGES": difference(V4, GLOBAL)}


def wire(tables: Tables) -> None:
    """Add to each network's routes those that others give it."""
    lines = {network: list(found) for network, found in tables.learned.items()}
    peerings = tables.vpcs.resources.of(_PEERING)
    sides: dict[_Ends, Resource] = {}
    for peering in peerings:
        sides.setdefault(_ends(peering, tables.vpcs), peering)
    for peering in peerings:
        _peering(peering, tables, lines, sides)
    hubs: dict[str, list[_Spoke]] = defaultdict(list)
    for spoke in tables.vpcs.resources.of(_SPOKE):
        named = tables.vpcs.named.of(spoke.get("hub"), _HUB, near=spoke)
        hubs[named or f"the hub of {spoke.address}"] += _spokes(spoke, tables.vpcs)
    for hub, spokes in hubs.items():
        _hub(hub, spokes, tables)


def _ends(peering: Resource, vpcs: Vpcs) -> _Ends:
    """Return the networks that a peering names, its own first."""
    own, other = (
        vpcs.named.of(peering.get(path), NETWORK, near=peering)
        for path in ("network", "peer_network")
    )
    return own, other


def _peering(
    peering: Resource,
    tables: Tables,
    lines: dict[str, list[Learned]],
    sides: Mapping[_Ends, Resource],
) -> None:
    vpcs = tables.vpcs
    paths = zip(_ends(peering, vpcs), ("network", "peer_network"), strict=True)
    ends = [None if n is None else vpcs.network(peering.get(path), peering) for n, path in paths]
    here = [name for name, made in vpcs.networks.items() if made is not None]
    for network in [ends[0]] if ends[0] else here:
        if ends[1] is None or vpcs.networks.get(ends[1]) is None:
            _to_elsewhere(peering, network, tables)
        for name in [ends[1]] if ends[1] else here:
            if name != network and vpcs.networks.get(name) is not None:
                other = sides.get((name, network))
                _between(peering, network, name, other, tables, lines, certain=None not in ends)


def _between(  # what joins two networks
    peering: Resource, network: str, name: str, other: Resource | None, tables: Tables,
    lines: dict[str, list[Learned]], *, certain: bool,
) -> None:  # fmt: skip
    vpcs, at = tables.vpcs, peering.source()
    certain = certain and sure(peering) and other is not None and sure(other)
    vpcs.wiring.link(peering.address, network, name)
    found = [_subnets(name, peering, other, vpcs, sure=True) if certain else (),
             _subnets(name, peering, other, vpcs, sure=False)]  # fmt: skip
    there = Match(packets(destination=found[0]), packets(destination=found[1]))
    tables.joined[network].append(Joined(net(name), there, at, "VPC peering"))
    vpcs.wiring.edge(entering(network), net(name), at, "VPC peering", carries=there)
    if other is None:  # who makes the other side gives that network these routes
        back = perhaps(packets(destination=_subnets(network, peering, None, vpcs, sure=False)))
        tables.joined[name].append(Joined(net(network), back, at, "VPC peering"))
    exports = _flag(other, "export_custom_routes", vpcs)
    imports = _flag(peering, "import_custom_routes", vpcs)
    if False in (exports, imports):
        return
    whole = certain and exports is True and imports is True
    tables.imported[network] += [_taken(r, whole=whole) for r in tables.static[name] if r.exported]
    tables.learned[network] += [
        replace(line, certain=line.certain and whole) for line in lines.get(name, ())
    ]


def _to_elsewhere(peering: Resource, network: str, tables: Tables) -> None:
    """Wire a peering to a network that this input does not show."""
    wiring, at = tables.vpcs.wiring, peering.source()
    wiring.gateway(out(peering.address), into(peering.address), "peering", at)
    tables.learned[network].append(
        Learned(out(peering.address), at, "VPC peering", None, sure(peering))
    )
    here = packets(destination=tables.vpcs.addresses.get(network, ()))
    most = packets(destination=tables.vpcs.possible(network))
    wiring.edge(
        into(peering.address), net(network), at, "VPC peering",
        carries=Match(here, most) if sure(peering) else perhaps(most),
    )  # fmt: skip


def _subnets(
    network: str, importing: Resource, exporting: Resource | None, vpcs: Vpcs, *, sure: bool
) -> Intervals:
    """Return the subnet ranges that one side of a peering has from the other."""
    own = vpcs.addresses.get(network, ()) if sure else vpcs.possible(network)
    found = difference(intersection(own, V4), GLOBAL)
    public = (
        _flag(exporting, "export_subnet_routes_with_public_ip", vpcs, default=True),
        _flag(importing, "import_subnet_routes_with_public_ip", vpcs),
    )
    if public == (True, True) or (not sure and False not in public):
        found = union(found, intersection(intersection(own, V4), GLOBAL))
    stack = importing.get("stack_type", "IPV4_ONLY", "google_compute_network_peering docs")
    both = isinstance(stack, Known) and stack.value == "IPV4_IPV6"
    if both or (not sure and isinstance(stack, Unknown)):
        found = union(found, intersection(own, V6))
    return found


def _flag(peering: Resource | None, path: str, vpcs: Vpcs, *, default: bool = False) -> bool | None:
    """Return a setting of a peering, which a resource of its own may set as well."""
    if peering is None:
        return None
    name = peering.get("name")
    for config in vpcs.resources.of(_CONFIG):
        said = config.get("peering")
        if isinstance(said, Unknown) or isinstance(name, Unknown):
            return None
        if vpcs.named.of(said, _PEERING, near=config) in (peering.address, name.value):
            return _truth(config.get(path, default, "google_compute_network_peering docs"))
    return _truth(peering.get(path, default, "google_compute_network_peering docs"))


def _truth(value: Value[Any]) -> bool | None:
    return value.value in (True, "true") if isinstance(value, Known) else None


def _taken(route: Static, *, whole: bool) -> Static:
    return replace(route, certain=route.certain and whole, exported=False)


@dataclass(frozen=True, slots=True)
class _Spoke:
    """A spoke: a network with what it exports, or lines with what may go from one to another."""

    resource: Resource
    group: str | None
    network: str | None
    exports: Match
    lines: tuple[str, ...]
    whole: bool
    sites: bool | None

    @classmethod
    def of(cls, spoke: Resource, vpcs: Vpcs) -> _Spoke:
        network, exports = None, perhaps(ALL)
        linked = spoke.blocks("linked_vpc_network")
        whole = isinstance(linked, Known)
        if isinstance(linked, Known) and linked.value:
            network = vpcs.network(linked.value[0].get("uri"), spoke)
            exports = _exported(linked.value[0], network, vpcs)
        lines: list[str] = []
        sites: bool | None = False
        for path in ("linked_interconnect_attachments", "linked_vpn_tunnels"):
            blocks = spoke.blocks(path)
            for block in blocks.value if isinstance(blocks, Known) else ():
                names, all_ = vpcs.named.each(block.items("uris"), ATTACHMENT, TUNNEL, near=spoke)
                lines += names
                whole = whole and all_
                sites = _truth(block.get("site_to_site_data_transfer"))
        for path in ("linked_router_appliance_instances", "linked_producer_vpc_network"):
            blocks = spoke.blocks(path)
            if isinstance(blocks, Unknown) or blocks.value:
                lines.append(f"{spoke.address} {path}")
                for node in (out(lines[-1]), into(lines[-1])):
                    reason = f"what {spoke.address} forwards is not known"
                    vpcs.wiring.open(node, reason, spoke.source(path))
        group = spoke.get("group", "default", "google_network_connectivity_spoke docs: default")
        named = vpcs.named.of(group, _GROUP, near=spoke)
        made = vpcs.named.here(named) if named else None
        if made is not None:
            said = made.get("name")
            named = str(said.value) if isinstance(said, Known) else None
        short = named.rpartition("/")[2] if named else None
        return cls(spoke, short, network, exports, tuple(lines), whole, sites)


def _spokes(resource: Resource, vpcs: Vpcs) -> Iterator[_Spoke]:
    """Yield what a spoke is: one of any network, where what it links is not known."""
    spoke = _Spoke.of(resource, vpcs)
    if spoke.whole or spoke.network is not None or spoke.lines:
        yield spoke
        return
    for network, here in vpcs.networks.items():
        if here is not None:
            exports = perhaps(packets(destination=vpcs.possible(network)))
            yield replace(spoke, network=network, exports=exports)


def _exported(block: Resource, network: str, vpcs: Vpcs) -> Match:
    """Match packets to the ranges that a spoke exports.

    "VPC spokes overview", "Route exchange filters": all IPv4 subnet ranges by default.
    """
    own, most = vpcs.addresses.get(network, ()), vpcs.possible(network)
    included, whole = _ranges(block, "include_export_ranges")
    excluded, known = _ranges(block, "exclude_export_ranges")
    taken = included or V4
    possible = difference(intersection(most, taken if whole else EVERYWHERE), excluded)
    surely = difference(intersection(own, taken), excluded) if whole and known else ()
    if vpcs.networks.get(network) is None:
        return perhaps(ALL)
    return Match(packets(destination=surely), packets(destination=possible))


def _ranges(block: Resource, path: str) -> tuple[Intervals, bool]:
    items = block.items(path)
    if isinstance(items, Unknown):
        return (), False
    found: Intervals = ()
    for item in items.value:
        if isinstance(item, Known) and item.value in _KEYWORDS:
            found = union(found, _KEYWORDS[item.value])
    words = any(isinstance(i, Known) and i.value in _KEYWORDS for i in items.value)
    there, whole = cidrs(block, path) if not words else ((), True)
    return union(found, there), whole


def _hub(hub: str, spokes: list[_Spoke], tables: Tables) -> None:
    vpcs = tables.vpcs
    here = vpcs.named.here(hub)
    topology = (
        here.get("preset_topology", "MESH", "Preset connectivity topologies: mesh")
        if here
        else None
    )
    star = isinstance(topology, Known) and topology.value == "STAR"
    mesh = isinstance(topology, Known) and topology.value in ("MESH", None)
    for one in spokes:
        if here is None and one.network is not None:
            node = f"{hub} spokes"
            vpcs.wiring.open(node, f"{hub} is not in this input", one.resource.source())
            private = packets(destination=difference(V4, GLOBAL))
            tables.joined[one.network].append(
                Joined(node, perhaps(private), one.resource.source(), f"hub {hub}")
            )
        for other in spokes:
            if other is one:
                continue
            edges = one.group == other.group == "edge"
            if edges and star:
                continue
            certain = mesh or (star and None not in (one.group, other.group))
            certain = certain and all(sure(s.resource) and s.whole for s in (one, other))
            _pair(one, other, tables, certain=certain and here is not None and sure(here))


def _pair(one: _Spoke, other: _Spoke, tables: Tables, *, certain: bool) -> None:
    """Wire what one spoke has of another."""
    wiring, at = tables.vpcs.wiring, other.resource.source()
    says = "Network Connectivity Center"
    if one.network is not None and other.network is not None and one.network != other.network:
        there = other.exports if certain else perhaps(other.exports.possible)
        wiring.link(other.resource.address, one.network, other.network)
        tables.joined[one.network].append(Joined(net(other.network), there, at, says))
    elif one.network is not None:
        lines = [Learned(out(line), at, says, None, certain) for line in other.lines]
        tables.learned[one.network] += lines
    elif other.network is not None:
        there = other.exports if certain else perhaps(other.exports.possible)
        for line in one.lines:
            wiring.edge(into(line), net(other.network), at, says, carries=there)
    elif False not in (one.sites, other.sites):
        carries = exactly(ALL) if certain and one.sites and other.sites else perhaps(ALL)
        for line in one.lines:
            for far in other.lines:
                wiring.edge(into(line), out(far), at, says, carries=carries)
