"""The zones that an organisation names, held against those of its documents."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from ipaddress import ip_network
from typing import TypeAlias

from cloudguard.assets.network import Flow
from cloudguard.config import Area, Network, Permitted, Problem, plain, quoted, suggestion
from cloudguard.findings import Text
from cloudguard.values import Known, Source, Unknown

Names: TypeAlias = Mapping[str, str]
"""By each plain name of a zone its id; empty where no document has zones: any name is then one."""


def names(zones: Mapping[str, Text]) -> dict[str, str]:
    """Let a zone be called by its id or by its name in either language."""
    spoken = {plain(text): id_ for id_, texts in zones.items() for text in texts.values()}
    return spoken | {plain(id_): id_ for id_ in zones}


def area(text: str, known: Names) -> Area | None:
    """Return the area that a text names, as its document writes it; None for no zone of it."""
    said = Area.read(text.strip())
    zone = known.get(plain(said.zone)) if known else said.zone
    return None if zone is None else Area(zone, said.tenant)


def key(zone: str | None, tenant: str | None) -> str | None:
    """Return the name under which packets are told apart, None of what is in no zone."""
    return None if zone is None else str(Area(zone, tenant))


def named(network: Network, known: Names) -> Network:
    """Return what is declared of networks, its zones as the documents write them."""
    ids = {outside.id for outside in network.outside}

    def written(text: str) -> str:
        found = None if text in ids else area(text, known)
        return text if found is None else str(found)

    zones: dict[str, tuple[str, ...]] = {}
    for name, prefixes in network.zones.items():
        zones[written(name)] = (*zones.get(written(name), ()), *prefixes)
    return replace(
        network,
        zones=zones,
        outside=tuple(replace(each, zone=written(each.zone)) for each in network.outside),
        permitted=tuple(
            replace(flow, start=written(flow.start), end=written(flow.end))
            for flow in network.permitted
        ),
    )


def strangers(network: Network, known: Names) -> Iterator[Problem]:
    """Yield the names of zones that no document has, and ids that could be taken for a zone."""
    ids = [outside.id for outside in network.outside]
    for name in network.zones:
        if area(name, known) is None:
            yield _stranger(name, network.places[name], (), known)
    for outside in network.outside:
        if known and area(outside.id, known) is not None:
            yield _taken(outside.id, outside.origin)
        elif outside.zone != outside.id and area(outside.zone, known) is None:
            yield _stranger(outside.zone, outside.origin, (), known)
    for flow in network.permitted:
        for name in (flow.start, flow.end):
            if name not in ids and area(name, known) is None:
                yield _stranger(name, flow.origin, ids, known)


def _stranger(name: str, origin: Source, ids: Collection[str], known: Names) -> Problem:
    en, ja = suggestion(Area.read(name).zone, [*dict.fromkeys(known.values()), *ids])
    said, at = quoted(name), quoted(origin.path)
    or_en = " and no id of `network.outside`" if ids else ""
    or_ja = "でも `network.outside` の id " if ids else ""
    return Problem(
        origin.file,
        origin.line,
        origin.column,
        f"{said} in {at} is no zone of the document{or_en}: {en}",
        f"{at} の {said} は、文書が定めるネットワーク領域{or_ja}ではありません。{ja}",
    )


def _taken(name: str, origin: Source) -> Problem:
    said, at = quoted(name), quoted(origin.path)
    return Problem(
        origin.file,
        origin.line,
        origin.column,
        f"the id {said} in {at} is a zone of the document: choose another id.",
        f"{at} の id {said} は、文書が定めるネットワーク領域の名前です。別の id にしてください。",
    )


def flows(network: Network) -> Iterator[Flow]:
    """Yield the exceptions that are permitted now, as assets to be judged."""
    for flow in network.permitted:
        at = flow.origin
        nowhere = Unknown("an exception lies nowhere", at)
        untagged: Known[Mapping[str, str]] = Known({}, at)
        yield Flow(
            id=flow.id,
            provider="other",
            type="network.permitted",
            origin=at,
            location=nowhere,
            tags=untagged,
            account=Unknown("an exception has no account", at),
            names=(),
            start=flow.start,
            end=flow.end,
            addresses=_addresses(flow),
            ports=_ports(flow),
        )


def _addresses(flow: Permitted) -> int | None:
    """Return how many addresses the wider end has, None where it is any."""
    if not flow.sources or not flow.destinations:
        return None
    ends = ((ip_network(text, strict=False) for text in side) for side in
            (flow.sources, flow.destinations))  # fmt: skip
    return max(sum(network.num_addresses for network in side) for side in ends)


def _ports(flow: Permitted) -> int | None:
    """Return how many ports a flow has, None where it is all; a protocol without ports has one."""
    if flow.ports:
        return sum(last - first + 1 for first, last in flow.ports)
    return None if flow.protocol in ("any", "tcp", "udp") else 1
