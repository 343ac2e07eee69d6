"""The `network` part of a configuration: given names, and held against itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_network
from typing import Any, Final

from cloudguard.config.forms import port_range
from cloudguard.config.globs import Glob
from cloudguard.config.network import Network, Outside, Permitted
from cloudguard.config.problems import quoted
from cloudguard.config.reading import Reader

_WITH_PORTS: Final = frozenset({"any", "tcp", "udp", "sctp", "6", "17", "132"})


def network(said: Mapping[str, Any], reader: Reader) -> Network:
    """Give names to what was read; what contradicts itself is added to the reader's problems."""
    zones = {name: tuple(zone["prefixes"]) for name, zone in said.get("zones", {}).items()}
    outside = tuple(_outside(o, n, reader) for n, o in enumerate(said.get("outside", ())))
    permitted = tuple(_permitted(f, n, reader) for n, f in enumerate(said.get("permitted", ())))
    _once(outside, "outside", reader)
    _once(permitted, "permitted", reader)
    _apart(zones, reader)
    return Network(
        zones=zones,
        outside=outside,
        permitted=permitted,
        closed=tuple(map(Glob, said.get("closed", ()))),
        places={name: reader.source(f"network.zones.{name}") for name in zones},
    )


def _outside(said: Mapping[str, Any], number: int, reader: Reader) -> Outside:
    behind = said["behind"]
    return Outside(
        id=said["id"],
        zone=said.get("zone", said["id"]),
        prefixes=tuple(said.get("prefixes", ())),
        behind=tuple(map(Glob, [behind] if isinstance(behind, str) else behind)),
        origin=reader.source(f"network.outside[{number}]"),
        internet=said.get("internet"),
        public_body=said.get("public_body", False),
    )


def _permitted(said: Mapping[str, Any], number: int, reader: Reader) -> Permitted:
    path = f"network.permitted[{number}]"
    protocol, ports = str(said.get("protocol", "any")), said.get("ports", ())
    if ports and protocol not in _WITH_PORTS:
        reader.complain(
            f"{path}.ports",
            f"{quoted(protocol)} has no ports.",
            f"{quoted(protocol)} にポートはありません。",
        )
    found = (port_range(port) if isinstance(port, str) else (port, port) for port in ports)
    return Permitted(
        id=said["id"],
        start=said["from"],
        end=said["to"],
        sources=tuple(said.get("sources", ())),
        destinations=tuple(said.get("destinations", ())),
        protocol=protocol,
        ports=tuple(each for each in found if each is not None),
        reason=said["reason"],
        applicant=said.get("applicant"),
        approver=said["approver"],
        until=said["until"],
        both_ways=said.get("direction") == "both-ways",
        origin=reader.source(path),
    )


def _once(found: Iterable[Outside | Permitted], key: str, reader: Reader) -> None:
    """Report ids that two entries share: a report could not tell which it speaks of."""
    seen: set[str] = set()
    for number, each in enumerate(found):
        if each.id in seen:
            reader.complain(
                f"network.{key}[{number}].id",
                f"the id {quoted(each.id)} is given twice.",
                f"id {quoted(each.id)} が重複しています。",
            )
        seen.add(each.id)


def _apart(zones: Mapping[str, tuple[str, ...]], reader: Reader) -> None:
    """Report prefixes of two zones that share addresses: nobody could tell whose these are."""
    for path, text, other, zone in _shared(zones):
        reader.complain(
            path,
            f"{quoted(text)} shares addresses with {quoted(other)} of {quoted(zone)}.",
            f"{quoted(text)} は {quoted(zone)} の {quoted(other)} とアドレスが重なっています。",
        )


def _shared(zones: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str, str, str]]:
    """Yield each prefix that overlaps one of another zone: its path, itself, the other, whose."""
    each = [
        (ip_network(text), zone, f"network.zones.{zone}.prefixes[{number}]")
        for zone, texts in zones.items()
        for number, text in enumerate(texts)
    ]
    each.sort(key=lambda one: (one[0].version, one[0].network_address, one[0].prefixlen))
    around: list[tuple[Any, str]] = []
    for prefix, zone, path in each:
        while around and not (
            around[-1][0].version == prefix.version and around[-1][0].supernet_of(prefix)
        ):
            around.pop()
        for other, whose in around:
            if whose != zone:
                yield path, str(prefix), str(other), whose
                break
        around.append((prefix, zone))
