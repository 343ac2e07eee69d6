"""Peerings of virtual networks: one resource for each side, and what a network manager connects.

Microsoft Learn, "Virtual network peering": both sides must be there, and nothing passes through to
a third network. "Create, change, or delete a virtual network peering": without virtual network
access the tag VirtualNetwork does not take in the peer, and what a group allows by address may
still pass; forwarded traffic has a source that is not of the peer; what a gateway brings in needs
`use_remote_gateways` at one side and `allow_gateway_transit` at the other. "Configure subnet
peering". "Connectivity configuration in Azure Virtual Network Manager".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from cloudguard.network.filters import Match, exactly, perhaps
from cloudguard.network.intervals import Intervals, intersection
from cloudguard.network.packets import EMPTY, EVERYWHERE, V6, packets
from cloudguard.providers.azure.network.managed import Group, groups_of, is_deployed
from cloudguard.providers.azure.network.reading import blocks, certain, flag, texts
from cloudguard.providers.azure.network.spans import Span
from cloudguard.providers.azure.network.vnets import VNET, Link, Vnets, Way, local
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown

_PEERING: Final = "azurerm_virtual_network_peering"
_DOCS: Final = "azurerm docs, azurerm_virtual_network_peering: {}"


def wire(vnets: Vnets) -> None:
    """Link virtual networks, and open a door for each peering with one that is not here."""
    ends = [(peering, *_ends(peering, vnets)) for peering in vnets.resources.of(_PEERING)]
    sides: dict[tuple[str | None, str | None], list[Resource]] = defaultdict(list)
    for peering, *both in ends:
        sides[both[0], both[1]].append(peering)
    for peering, named, end in ends:
        # One whose own side is not known may be the answer to any that leads here.
        starts = [other for _, one, other in ends if one == end] if named is None else [named]
        if named is None:
            reason = f"the virtual network of {peering.address} is not known"
            vnets.wiring.anywhere(reason, peering.source())
        for start in dict.fromkeys(starts):
            if start is None or not vnets.seen(start):
                continue
            vnets.wiring.link(peering.address, start, end or "a network that is not known")
            if end is None or not vnets.seen(end):
                _door(peering, start, vnets)
                continue
            back = [*sides[end, start], *sides[None, start], *sides[end, None]]
            if back:
                _add(_link(peering, start, end, back, known=named is not None, vnets=vnets), vnets)
    for link in _managed(vnets):
        vnets.wiring.link(link.at.address, link.start, link.end)
        if not any(known.end == link.end for known in vnets.links[link.start]):
            _add(link, vnets)


def _ends(peering: Resource, vnets: Vnets) -> tuple[str | None, str | None]:
    start = vnets.named(peering.get("virtual_network_name"), VNET, near=peering)
    return start, vnets.named(peering.get("remote_virtual_network_id"), VNET)


def _add(link: Link, vnets: Vnets) -> None:
    vnets.links[link.start].append(link)
    says = "virtual network peering"
    vnets.wiring.edge(link.id, local(link.end), link.at, says, carries=link.carries)
    vnets.wiring.edge(transit(link), local(link.end), link.at, says, carries=link.transit)


def transit(link: Link) -> str:
    """Return the node on which a gateway sends through a peering."""
    return f"{link.id} by gateway"


def _link(
    peering: Resource, start: str, end: str, back: list[Resource], *, known: bool, vnets: Vnets
) -> Link:
    open_ = [
        flag(side, "allow_virtual_network_access", default=True, because=_DOCS.format("true"))
        for side in (peering, back[0])
    ]
    sides = known and len(back) == 1 and certain(peering, *back)
    whole = sides and all(open_) and _ends(back[0], vnets) == (end, start)
    there = _parts(peering, end, "remote_subnet_names", vnets)
    here = _parts(peering, start, "local_subnet_names", vnets)
    family = _family(peering)
    forwarded = flag(back[0], "allow_forwarded_traffic", default=False, because=_DOCS.format("no"))
    sources = Span(
        EVERYWHERE if forwarded else here.sure, here.possible if forwarded is False else EVERYWHERE
    )
    uses = _both(
        flag(back[0], "use_remote_gateways", default=False, because=_DOCS.format("no")),
        flag(peering, "allow_gateway_transit", default=False, because=_DOCS.format("no")),
    )
    brought = Span(
        EVERYWHERE if uses else sources.sure, sources.possible if uses is False else EVERYWHERE
    )
    return Link(
        peering.address,
        start,
        end,
        _carried(sources, there, family, whole=whole),
        _carried(brought, there, family, whole=whole),
        open_[0] if sides or not open_[0] else None,
        _both(
            flag(peering, "use_remote_gateways", default=False, because=_DOCS.format("no")),
            flag(back[0], "allow_gateway_transit", default=False, because=_DOCS.format("no")),
        ),
        peering.source(),
    )


def _carried(sources: Span, there: Span, family: Intervals, *, whole: bool) -> Match:
    sure, possible = (
        packets(source=intersection(source, family), destination=intersection(to, family))
        for source, to in zip(sources, there, strict=True)
    )
    return Match(sure if whole else EMPTY, possible)


def _both(*sides: bool | None) -> bool | None:
    """Return Kleene's *and*."""
    if False in sides:
        return False
    return None if None in sides else True


def _parts(peering: Resource, vnet: str, path: str, vnets: Vnets) -> Span:
    """Return the addresses of a network that are peered: all of them, or those of some subnets."""
    complete = flag(
        peering, "peer_complete_virtual_networks_enabled", default=True, because=_DOCS.format("all")
    )
    space = vnets.space(vnet)
    if complete:
        return space
    found = Span((), () if complete is False else space.possible)
    for name in texts(peering, path):
        subnet = vnets.of_name(vnet, str(name.value)) if isinstance(name, Known) else None
        found |= subnet.span if subnet is not None else space.maybe()
    return found if complete is False else found.maybe()


def _family(peering: Resource) -> Intervals:
    only = flag(peering, "only_ipv6_peering_enabled", default=False, because=_DOCS.format("IPv4"))
    return V6 if only else EVERYWHERE


def _door(peering: Resource, start: str, vnets: Vnets) -> None:
    """Open a door to a network that is not in this input: its addresses are not known here."""
    at = peering.source()
    vnets.wiring.gateway(peering.address, local(start), "peering", at)
    vnets.ways[start].append(
        Way(
            None, peering.address, at, "virtual network peering", certain(peering), by_gateway=False
        )
    )


def _managed(vnets: Vnets) -> Iterator[Link]:
    """Yield the links that a network manager makes between members of its groups."""
    type_ = "azurerm_network_manager_connectivity_configuration"
    for configuration in vnets.resources.of(type_):
        deployed = is_deployed(configuration, vnets) and certain(configuration)
        topology = configuration.get("connectivity_topology")
        hub = vnets.named(configuration.get("hub.resource_id", None, "none"), VNET)
        for block in blocks(configuration, "applies_to_group"):
            if isinstance(block, Unknown):
                everyone = Group((), tuple(vnets.spaces))
                for start, end in _pairs(everyone, hub, meshed=True, vnets=vnets):
                    yield _between(configuration, start, end, known=False, vnets=vnets)
                continue
            group = groups_of(block.items("network_group_id"), vnets)
            direct = block.get("group_connectivity", "None", "none")
            meshed = [
                isinstance(value, Known) and value.value == word
                for value, word in ((topology, "Mesh"), (direct, "DirectlyConnected"))
            ]
            open_ = isinstance(topology, Unknown) or isinstance(direct, Unknown)
            whole = deployed and not open_
            for start, end in _pairs(group, hub, meshed=any(meshed) or open_, vnets=vnets):
                known = whole and {start, end} <= {*group.sure, hub}
                yield _between(configuration, start, end, known=known, vnets=vnets)


def _pairs(
    group: Group, hub: str | None, *, meshed: bool, vnets: Vnets
) -> Iterator[tuple[str, str]]:
    """Yield who is linked to whom: members with the hub, and with each other in a mesh."""
    for member in group.possible:
        if hub is not None and vnets.seen(hub):
            yield hub, member
            yield member, hub
        for other in group.possible if meshed else ():
            if other != member:
                yield member, other


def _between(configuration: Resource, start: str, end: str, *, known: bool, vnets: Vnets) -> Link:
    sent = packets(source=vnets.space(start).possible, destination=vnets.space(end).possible)
    carries = exactly(sent) if known else perhaps(sent)
    id_ = f"{configuration.address} {start} {end}"
    return Link(id_, start, end, carries, carries, known or None, None, configuration.source())
