"""Packet filters and firewalls: rules in order.

SAKURA Cloud manual, "Packet filter" (2019-05-09): rules are assessed from the top, for packets
that come in to an interface of a server, IPv4 alone, without state: answers need a rule of their
own. `fragment` speaks of second and further fragments. terraform-provider-sakura 3.12.7 docs,
sakura_packet_filter_rules: the rules end with one that denies all, since nothing else does;
sakura_vpn_router: a firewall has rules for each interface and direction.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cloudguard.network.filters import (
    ANYTHING,
    MAYBE,
    OPEN,
    PERHAPS,
    Filter,
    Match,
    Rule,
    exactly,
    in_order,
    perhaps,
)
from cloudguard.network.intervals import between
from cloudguard.network.packets import ICMP, TCP, UDP, V4, packets, ports
from cloudguard.providers.sakura.network.switches import Switches
from cloudguard.providers.wires import cidrs, flag, from_, number, sure, to
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown

_FILTERS: Final = ("sakura_packet_filter", "sakuracloud_packet_filter")
_RULES: Final = ("sakura_packet_filter_rules", "sakuracloud_packet_filter_rules")
_PROTOCOLS: Final = {"tcp": TCP, "udp": UDP, "icmp": ICMP}
_WEB: Final = {"http": 80, "https": 443}
IPV4: Final = exactly(packets(source=V4, destination=V4))
_FILTERED: Final = exactly(packets(destination=V4))  # the family of a packet is that of either end


def of_interface(block: Resource, switches: Switches) -> Filter:
    """Return what the packet filter of an interface lets in; without one, everything."""
    said = block.get("packet_filter_id", None, "none")
    if isinstance(said, Known) and said.value in (None, ""):
        return OPEN
    name = switches.named(said)
    here = switches.names.here(name) if name is not None else None
    if here is None or here.type not in _FILTERS:
        return MAYBE
    rules: list[Rule] = []
    loose: list[Rule] = []
    for holder, certain in _holders(here, switches):
        found = list(_rules(holder, "expression"))
        if certain:
            rules += found
        else:
            loose += [rule.doubted() for rule in found]
    default = Rule(True, ANYTHING, here.source(), "what no rule matches is let in")
    return in_order(rules, default, loose)


def _holders(here: Resource, switches: Switches) -> Iterator[tuple[Resource, bool]]:
    """Yield what holds the rules of a filter, and whether it surely does."""
    yield here, sure(here)
    for type_ in _RULES:
        found = switches.resources.about(here, type_, "packet_filter_id")
        for rules in found.named:
            yield rules, sure(rules)
        for rules in found.possible:
            yield rules, False


def firewall(router: Resource, index: int, direction: str) -> Filter:
    """Return what a firewall lets pass at an interface of a router.

    What happens to packets that no rule matches, and to answers, is not documented at hand: both
    may pass. An `index` below zero is one that is not known.
    """
    blocks = router.blocks("firewall")
    if isinstance(blocks, Unknown):
        return MAYBE
    rules: list[Rule] = []
    loose = False
    for block in blocks.value:
        place = block.get("interface_index", 0, "terraform-provider-sakura docs: the public one")
        way = block.get("direction")
        known = number(place.value) if isinstance(place, Known) else None
        if known is None or index < 0 or isinstance(way, Unknown):
            loose = True
        elif known == index and str(way.value).lower() == direction:
            rules += _rules(block, "expression")
    if loose:
        return MAYBE
    if not rules:
        return OPEN
    rules.append(Rule(True, PERHAPS, router.source("firewall"), "what no rule matches"))
    default = Rule(False, ANYTHING, router.source("firewall"), "what no rule matches")
    return in_order(rules, default)


def _rules(holder: Resource, path: str) -> Iterator[Rule]:
    blocks = holder.blocks(path)
    if isinstance(blocks, Unknown):
        at = holder.source(path)
        # Any rules may stand there: they may let pass, or not.
        yield Rule(True, PERHAPS, at, blocks.reason)
        yield Rule(False, PERHAPS, at, blocks.reason)
        return
    for block in blocks.value:
        allows = flag(block, "allow", default=True)
        match = _match(block)
        if match is None:
            continue
        said = block.get("description", None, "")
        says = str(said.value) if isinstance(said, Known) and said.value else ""
        if allows is None:
            loose = perhaps(match.possible)
            yield Rule(True, loose, block.source(), says)
            yield Rule(False, loose, block.source(), says)
        else:
            yield Rule(allows, match, block.source(), says)


def _match(block: Resource) -> Match | None:
    """Match what a rule speaks of, None for fragments: a whole packet begins with none."""
    protocol = block.get("protocol")
    if isinstance(protocol, Unknown):
        return PERHAPS & _FILTERED
    text = str(protocol.value).lower()
    if text == "fragment":
        return None
    match = _FILTERED
    if text in _WEB:  # a word of the elder API: the port is taken from its name
        match = match & perhaps(packets(service=ports(TCP, _WEB[text], _WEB[text])))
    elif text in _PROTOCOLS:
        match = match & exactly(packets(service=ports(_PROTOCOLS[text])))
    elif text != "ip":
        return PERHAPS & _FILTERED
    code = _PROTOCOLS.get(text)
    for path, towards in (("source_network", from_), ("destination_network", to)):
        said = block.get(path, None, "every address")
        if isinstance(said, Unknown) or said.value:
            found, whole = cidrs(block, path)
            match = match & towards(found, whole=whole)
    if code in (TCP, UDP):
        match = match & _ports(block, "source_port") & _ports(block, "destination_port", code)
    return match


def _ports(block: Resource, path: str, protocol: int | None = None) -> Match:
    """Match a port or a range, of the source where no protocol is given."""
    said = block.get(path, None, "every port")
    if isinstance(said, Unknown):
        return PERHAPS
    if said.value in (None, "", "*"):
        return ANYTHING
    low, _, high = str(said.value).partition("-")
    first, last = number(low), number(high or low)
    if first is None or last is None:
        return PERHAPS
    chosen: dict[str, Any] = (
        {"port": between(first, last)}
        if protocol is None
        else {"service": ports(protocol, first, last)}
    )
    return exactly(packets(**chosen))
