"""What rules of AWS Network Firewall say of packets: addresses, ports, protocols.

AWS Network Firewall Developer Guide, "Stateless rule groups", "Standard stateful rule groups".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cloudguard.network.filters import PERHAPS, Match, exactly, perhaps
from cloudguard.network.intervals import Intervals, union_of
from cloudguard.network.packets import EVERYWHERE, TCP, UDP, packets, ports, prefix
from cloudguard.providers.wires import number
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown


def spans_of(text: str) -> list[tuple[int, int]] | None:
    """Return the ports that a text of Suricata gives, None where it cannot be read."""
    if text.upper() == "ANY":
        return [(0, 65535)]
    found: list[tuple[int, int]] = []
    for part in text.strip("[]").split(","):
        low, _, high = part.strip().partition(":")
        if not low.isdigit() or (high and not high.isdigit()):
            return None
        found.append((int(low), int(high or low)))
    return found


def attributes(rule: Resource) -> Match:
    """Return the packets that a stateless rule matches."""
    base = "rule_definition.match_attributes"
    if isinstance(rule.blocks(base), Unknown):
        return PERHAPS
    flags = rule.blocks(f"{base}.tcp_flag")
    ends = ("source", "destination")
    sides = [_peers(rule, f"{base}.{end}.address_definition") for end in ends]
    spans = [_spans(rule, f"{base}.{end}_port") for end in ends]
    protocols = rule.items(f"{base}.protocols")
    codes = _codes(protocols.value) if isinstance(protocols, Known) else None
    whole = None not in (*sides, *spans, codes) and isinstance(flags, Known) and not flags.value
    (sent, there), (from_, to) = sides, spans
    numbers: Iterable[int] = codes or range(256)
    service = union_of(
        ports(code, low, high) if code in (TCP, UDP) else ports(code)
        for code in numbers
        for low, high in to or [(0, 65535)]
    )
    made = packets(
        source=sent or EVERYWHERE,
        destination=there or EVERYWHERE,
        service=service,
        port=union_of((low, high + 1) for low, high in from_ or [(0, 65535)]),
    )
    return exactly(made) if whole else perhaps(made)


def _codes(values: Iterable[Any]) -> list[int] | None:
    found = [number(value.value) if isinstance(value, Known) else None for value in values]
    return None if None in found else [code for code in found if code is not None]


def _peers(rule: Resource, path: str) -> Intervals | None:
    items: list[Any] = []
    above, _, last = path.rpartition(".")
    blocks = rule.blocks(above)
    if isinstance(blocks, Unknown):
        return None
    items += [block.get(last) for block in blocks.value]
    if not items:
        return EVERYWHERE
    try:
        texts = [str(item.value) for item in items if isinstance(item, Known)]
        return union_of(map(prefix, texts)) if len(texts) == len(items) else None
    except ValueError:
        return None


def _spans(rule: Resource, path: str) -> list[tuple[int, int]] | None:
    blocks = rule.blocks(path)
    if isinstance(blocks, Unknown):
        return None
    found: list[tuple[int, int]] = []
    for block in blocks.value:
        low = block.get("from_port")
        high = block.get("to_port", None, "not written: the same")
        first = number(low.value) if isinstance(low, Known) else None
        last = number(high.value) if isinstance(high, Known) and high.value else first
        if first is None or last is None or isinstance(high, Unknown):
            return None
        found.append((first, last))
    return found or [(0, 65535)]
