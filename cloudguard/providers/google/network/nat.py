"""Cloud NAT: packets leave from its addresses, answers come back to them, and nothing else does.

Google Cloud docs, "Public NAT overview": for interfaces without an external address, on the way to
the Internet; "Cloud NAT product interactions"; "Private NAT".
"""

from __future__ import annotations

from functools import partial
from typing import Final

from cloudguard.network.filters import Match, perhaps
from cloudguard.network.intervals import Intervals, difference, union
from cloudguard.network.packets import EVERYWHERE, PacketSet, packets
from cloudguard.network.wiring import GLOBAL, GLOBAL_V4, leaving
from cloudguard.providers.google.network.statics import gate
from cloudguard.providers.google.network.vpcs import (
    NETWORK,
    SUBNETWORK,
    Subnet,
    Vpcs,
    net,
    region_of,
)
from cloudguard.providers.wires import sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown

_ROUTER: Final = "google_compute_router"


def wire(vpcs: Vpcs) -> None:
    """Wire each NAT between its network's way to the Internet and the Internet."""
    for nat in vpcs.resources.of("google_compute_router_nat"):
        router = vpcs.named.find(nat.get("router"), _ROUTER, near=nat)
        named = None
        if router is not None:
            value = router.get("network")
            named = vpcs.named.of(value, NETWORK, near=router) and vpcs.network(value, router)
        networks = [named] if named else list(vpcs.networks)
        for network in networks:
            _nat(nat, network, vpcs, certain=named is not None and sure(nat))


def _nat(nat: Resource, network: str, vpcs: Vpcs, *, certain: bool) -> None:
    kind = nat.get("type", "PUBLIC", "google_compute_router_nat docs: PUBLIC")
    known, maybe = _sources(nat, network, vpcs)
    sent = Match(packets(source=known if certain else ()), packets(source=maybe))
    node = f"{nat.address} of {network}"
    wiring = vpcs.wiring
    if not isinstance(kind, Known) or kind.value == "PRIVATE":
        # What a rule of it names as next hop is text in a language of its own.
        wiring.open(node, f"what {nat.address} translates is not known", nat.source())
        wiring.edge(net(network), node, nat.source(), "Private NAT", carries=perhaps(sent.possible))
        if isinstance(kind, Known):
            return
        sent = perhaps(sent.possible)
    internet = wiring.internet()
    there = packets(destination=GLOBAL)
    wiring.edge(
        gate(network), internet.id, nat.source(), "Cloud NAT",
        carries=Match(sent.sure & there, sent.possible & there),
        change=partial(PacketSet.at_source, addresses=GLOBAL_V4),
    )  # fmt: skip
    back = f"{node} back"
    wiring.translators.add(back)
    here = packets(destination=GLOBAL_V4)
    wiring.edge(leaving(internet.id), back, nat.source(), "Cloud NAT", carries=Match(here, here))


def _sources(nat: Resource, network: str, vpcs: Vpcs) -> tuple[Intervals, Intervals]:
    """Return the addresses that are translated surely, and those that may be."""
    region = region_of(nat, vpcs.google) or _of_router(nat, vpcs)
    option = nat.get("source_subnetwork_ip_ranges_to_nat")
    known: Intervals = ()
    maybe: Intervals = ()
    inner = difference(EVERYWHERE, GLOBAL)
    if network not in vpcs.networks or vpcs.networks[network] is None:
        maybe = inner
    listed = _listed(nat, vpcs) if _is(option, "LIST_OF_SUBNETWORKS") else None
    for subnet in vpcs.of_network.get(network, ()):
        if None not in (region, subnet.region) and region != subnet.region:
            continue
        ranges: Intervals | None = subnet.addresses
        certain = isinstance(option, Known) and None not in (region, subnet.region)
        if _is(option, "ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES"):
            ranges = subnet.primary
        elif listed is not None:
            names, whole = listed
            ranges = _of(subnet, names)
            certain = certain and ranges is not None
            if ranges is None and not whole:
                ranges = subnet.addresses
        if ranges is not None:
            known = union(known, ranges) if certain else known
            maybe = union(maybe, union(ranges, subnet.maybe))
    return difference(known, GLOBAL), difference(maybe, GLOBAL)


def _of_router(nat: Resource, vpcs: Vpcs) -> str | None:
    """Return the region of the router of a NAT that says by reference that it has the same."""
    said = nat.get("region")
    router = vpcs.named.find(nat.get("router"), _ROUTER, near=nat)
    if router is None or not isinstance(said, Known) or not isinstance(said.value, Reference):
        return None
    same = (said.value.address, said.value.attribute) == (router.address, "region")
    return region_of(router, vpcs.google) if same else None


def _is(option: object, text: str) -> bool:
    return isinstance(option, Known) and option.value == text


def _listed(nat: Resource, vpcs: Vpcs) -> tuple[dict[str, bool], bool]:
    """Return the subnets that a list names, each with whether all of its ranges are meant."""
    blocks = nat.blocks("subnetwork")
    if isinstance(blocks, Unknown):
        return {}, False
    found: dict[str, bool] = {}
    whole = True
    for block in blocks.value:
        name = vpcs.named.of(block.get("name"), SUBNETWORK, near=nat)
        items = block.items("source_ip_ranges_to_nat")
        wanted = [i.value for i in items.value if isinstance(i, Known)] if isinstance(
            items, Known) else []  # fmt: skip
        whole = whole and name is not None
        if name is not None:
            found[name] = wanted != ["PRIMARY_IP_RANGE"]
    return found, whole


def _of(subnet: Subnet, names: dict[str, bool]) -> Intervals | None:
    if subnet.id not in names:
        return None
    return subnet.addresses if names[subnet.id] else subnet.primary
