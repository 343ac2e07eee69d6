"""What a security rule matches: peers, protocols, ports and messages.

OCI documentation, "Security Rules", "Parts of a Security Rule".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from cloudguard.network.filters import ANYTHING, NOTHING, PERHAPS, Match, exactly, perhaps
from cloudguard.network.intervals import between, union
from cloudguard.network.packets import (
    ALL,
    ICMP,
    ICMPV6,
    PROTOCOLS,
    TCP,
    UDP,
    icmp,
    joined,
    packets,
    ports,
)
from cloudguard.network.wiring import Host
from cloudguard.providers.oci.network.vcns import Vcns
from cloudguard.providers.wires import cidrs, from_, number, services_of, to
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value

_OPTIONS: Final = {TCP: "tcp_options", UDP: "udp_options"}


def peers(block: Resource, way: str, vcns: Vcns) -> Match:
    """Match packets from or to what a rule names: a prefix, a group, or Oracle's services.

    Oracle's services are no hosts of any input: what comes from or goes to them is none of ours.
    """
    path = "source" if way == "in" else "destination"
    kind = block.get(f"{path}_type", "CIDR_BLOCK", "OCI API, SecurityRule: CIDR_BLOCK by default")
    towards = from_ if way == "in" else to
    if isinstance(kind, Unknown):
        return PERHAPS
    if kind.value == "SERVICE_CIDR_BLOCK":
        return NOTHING
    if kind.value == "NETWORK_SECURITY_GROUP":
        return _members(vcns.named(block.get(path)), way, vcns)
    found, whole = cidrs(block, path)
    return towards(found, whole=whole)


def _members(group: str | None, way: str, vcns: Vcns) -> Match:
    if group is None:
        return PERHAPS
    hosts = vcns.wiring.members(group)
    perhaps_too = [*hosts, *vcns.loose_hosts]
    if vcns.names.here(group) is None:
        return Match(_all(hosts, way).sure, ALL)
    return Match(_all(hosts, way).sure, _all(perhaps_too, way).possible)


def _all(hosts: Sequence[Host], way: str) -> Match:
    """Match what hosts send, with their addresses so that answers go to them alone, or get."""
    if way == "out":
        to = [host.destined for host in hosts]
        return Match(joined(m.sure for m in to), joined(m.possible for m in to))
    return exactly(
        joined(
            packets(source=union(h.addresses, h.maybe), origin=(h.label, h.label + 1))
            for h in hosts
        )
    )


def speaks(block: Resource) -> Match:
    """Match the packets of a rule's protocol, ports and messages.

    OCI API, "IngressSecurityRule": `all` or a number; without options, all ports or messages.
    """
    protocol = block.get("protocol")
    if isinstance(protocol, Unknown):
        return PERHAPS
    text = str(protocol.value).lower()
    if text == "all":
        return ANYTHING
    code = PROTOCOLS.get(text, number(text))
    if code is None:
        return PERHAPS
    whole = exactly(packets(service=ports(code)))
    path = "icmp_options" if code in (ICMP, ICMPV6) else _OPTIONS.get(code)
    if path is None:
        return whole
    blocks = block.blocks(path)
    if isinstance(blocks, Unknown):
        return perhaps(whole.possible)
    for options in blocks.value:
        return _messages(code, options) if path == "icmp_options" else _ports(code, options)
    return whole


def _messages(code: int, options: Resource) -> Match:
    kind, detail = options.get("type"), options.get("code", -1, "every code")
    first = number(kind.value) if isinstance(kind, Known) else None
    if first is None:
        return perhaps(packets(service=ports(code)))
    every = packets(service=icmp(first, None, code))
    if isinstance(detail, Unknown):
        return perhaps(every)
    last = number(detail.value)
    return exactly(every if last is None or last < 0 else packets(service=icmp(first, last, code)))


def _ports(code: int, options: Resource) -> Match:
    """Match the ports of a rule: of a list beside the options, of a group in a block of them."""
    every = "OCI API, PortRange: all ports unless they are written"
    match = services_of(code, options.get("min", None, every), options.get("max", None, every))
    for path, source in (("destination_port_range", False), ("source_port_range", True)):
        blocks = options.blocks(path)
        if isinstance(blocks, Unknown):
            return perhaps(match.possible)
        for block in blocks.value:
            low, high = block.get("min"), block.get("max")
            match = match & (_sent_from(low, high) if source else services_of(code, low, high))
    return match


def _sent_from(low: Value[Any], high: Value[Any]) -> Match:
    known = [number(v.value) if isinstance(v, Known) else None for v in (low, high)]
    if known[0] is None or known[1] is None:
        return PERHAPS
    return exactly(packets(port=between(known[0], known[1])))
