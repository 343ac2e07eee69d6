"""Dynamic routing gateways: attachments, their route tables, and what these import.

OCI documentation, "Dynamic Routing Gateways": what enters by an attachment is routed by the
table that is assigned to it. "DRG Route Tables and Route Distributions": a table holds static
rules and what a distribution imports from attachments; of the same prefix the static rule counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from cloudguard.network.filters import ANYTHING, PERHAPS, perhaps
from cloudguard.network.intervals import Intervals, intersection, union_of
from cloudguard.network.packets import EVERYWHERE
from cloudguard.network.wiring import Line, Route
from cloudguard.providers.oci.network.attachments import DEFAULTS, VCN, Attachment, read
from cloudguard.providers.oci.network.distributions import Drgs, contested, imported, of_subnets
from cloudguard.providers.oci.network.peerings import ASKED, inward
from cloudguard.providers.oci.network.vcns import Vcns
from cloudguard.providers.wires import cidrs, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Source, Unknown

_LINES: Final[Mapping[str, Line]] = {
    "VIRTUAL_CIRCUIT": "private-line",
    "IPSEC_TUNNEL": "internet-vpn",
}


def entry(drg: str, vcn: str) -> str:
    """Return the node where packets of a VCN enter a DRG."""
    return f"{drg} from {vcn}"


def wire(vcns: Vcns) -> None:
    """Wire what enters DRGs to their tables, and these to what hangs on them."""
    drgs = Drgs(vcns)
    drgs.attachments += read(vcns)
    for statement in vcns.resources.of("oci_core_drg_route_distribution_statement"):
        name = vcns.named(statement.get("drg_route_distribution_id"))
        drgs.statements[name or ""].append(statement)
    for rule in vcns.resources.of("oci_core_drg_route_table_route_rule"):
        drgs.rules[vcns.named(rule.get("drg_route_table_id")) or ""].append(rule)
    tables: dict[str, str] = {}
    for attachment in drgs.attachments:
        _ends(attachment, drgs)
        if attachment.drg is not None and vcns.names.here(attachment.drg) is not None:
            table = _table_of(attachment)
            tables[table] = attachment.drg
            vcns.wiring.edge(_start(attachment), _node(table), attachment.at, f"table {table}")
    for drg in vcns.resources.of("oci_core_drg"):
        _unattached(drg, drgs)
    for table, owner in tables.items():
        _table(table, owner, drgs)
        _link(table, owner, drgs)


def _start(attachment: Attachment) -> str:
    if attachment.kind == VCN and attachment.network is not None:
        return entry(attachment.drg or "", attachment.network)
    return f"{attachment.id} in"


def _table_of(attachment: Attachment) -> str:
    if attachment.table is not None:
        return attachment.table or f"the DRG route table of {attachment.id}"
    word = "VCN attachments" if attachment.kind == VCN else "lines"
    word = word if attachment.kind is not None else "what is not known"
    return f"{attachment.drg}{DEFAULTS} for {word}"


def _node(table: str) -> str:
    return f"{table} rules"


def _ends(attachment: Attachment, drgs: Drgs) -> None:
    """Wire what is behind an attachment: a VCN, a peer, or a door to what is not in this input."""
    vcns, at = drgs.vcns, attachment.at
    if attachment.drg is None or vcns.names.here(attachment.drg) is None:
        # A DRG of someone else: what hangs on it is behind this attachment.
        _elsewhere(attachment, vcns)
    if attachment.kind == VCN:
        paths = ("network_details.route_table_id", "route_table_id")
        inward(attachment.here, attachment.out, vcns, *paths)
        return
    if attachment.kind == "REMOTE_PEERING_CONNECTION" and attachment.network is not None:
        _peer(attachment, drgs)
        return
    line = _LINES.get(attachment.kind or "", "unknown")
    vcns.wiring.gateway(attachment.out, f"{attachment.id} in", line, at, _reached(attachment))


def _reached(attachment: Attachment) -> Intervals:
    found, whole = attachment.exports
    return found if found and whole else EVERYWHERE


def _elsewhere(attachment: Attachment, vcns: Vcns) -> None:
    if attachment.kind != VCN or attachment.network is None:
        reason = f"the DRG of {attachment.id} is not in this input"
        vcns.wiring.open(_start(attachment), reason, attachment.at)
        return
    node = entry(attachment.drg or "an unknown DRG", attachment.network)
    vcns.doors.add(node)
    vcns.wiring.gateway(node, attachment.out, "unknown", attachment.at)
    for drg in vcns.resources.of("oci_core_drg") if attachment.drg is None else ():
        reason = f"whether {attachment.id} hangs on {drg.address} is not known"
        vcns.wiring.open(entry(drg.address, attachment.network), reason, attachment.at)


def _peer(attachment: Attachment, drgs: Drgs) -> None:
    """Wire a remote peering to its other end: one of the two names the other."""
    mine, vcns = attachment.here, drgs.vcns
    peer = vcns.named(mine.get("peer_id", None, ASKED))
    lines = (o for o in drgs.attachments if o.kind == attachment.kind and o is not attachment)
    others = [
        other
        for other in lines
        if other.id == peer or vcns.named(other.here.get("peer_id", None, ASKED)) == attachment.id
    ]
    if not all(other.tells for other in others):
        attachment.learns = False
    for other in others:
        certain = attachment.certain and other.certain
        vcns.wiring.edge(
            attachment.out, f"{other.id} in", attachment.at, "remote peering",
            carries=ANYTHING if certain else perhaps(ANYTHING.possible),
        )  # fmt: skip
    if not others or isinstance(mine.get("peer_id", None, ASKED), Unknown):
        vcns.wiring.gateway(attachment.out, f"{attachment.id} in", "peering", attachment.at)


def _unattached(drg: Resource, drgs: Drgs) -> None:
    """Tell where what is attached to a DRG is not all known."""
    for attachment in drgs.on(drg.address):
        if attachment.kind is None or (attachment.kind == VCN and attachment.network is None):
            reason = f"what {attachment.id} attaches is not known"
            drgs.vcns.wiring.anywhere(reason, attachment.at)
            for vcn in drgs.vcns.addresses:
                reason = f"what {attachment.id} attaches to {drg.address} is not known"
                drgs.vcns.wiring.open(entry(drg.address, vcn), reason, attachment.at)


def _table(table: str, drg: str, drgs: Drgs) -> None:
    """Wire a table: its static rules, then what it imports, in the order of prefixes."""
    vcns, node = drgs.vcns, _node(table)
    here = vcns.names.here(table)
    default = DEFAULTS in table
    routes = list(_static(table, drg, drgs, default=default))
    if here is None and not default:
        vcns.wiring.open(node, f"the routes of {table} are not in this input", Source(table))
    if here is not None and not sure(here):
        vcns.wiring.open(node, f"whether {table} exists is not known", here.source())
    learned: list[tuple[Attachment, bool]] = []
    learns_from = list(imported(table, node, drg, drgs, default=default))
    static = union_of(route.destination or EVERYWHERE for route in routes)
    for attachment, taken in learns_from:
        certain = taken and not contested(attachment, learns_from, vcns)
        if intersection(static, attachment.exports[0]):
            routes += of_subnets(attachment, vcns, certain=certain)
        if static and attachment.kind in (VCN, None) and not attachment.exports[1]:
            # What is imported of it may be a longer prefix than any static rule.
            says = f"imported from {attachment.id}"
            routes.append(Route(None, attachment.out, attachment.at, says, sure=False))
        found, whole = attachment.exports
        if not whole:
            learned.append((attachment, certain and attachment.learns and attachment.kind != VCN))
        for i in range(0, len(found), 2):
            says = f"imported from {attachment.id}"
            known = certain and attachment.certain
            there = (found[i], found[i + 1])
            routes.append(Route(there, attachment.out, attachment.at, says, known))
    if learned:
        # What others advertise is not written: whoever declares what lies there says it.
        says = "what is advertised"
        routes.append(Route(EVERYWHERE, f"{table} learned", learned[0][0].at, says))
    for attachment, certain in learned:
        says = f"advertised by {attachment.id}"
        carries = ANYTHING if certain and attachment.certain else PERHAPS
        vcns.wiring.edge(f"{table} learned", attachment.out, attachment.at, says, carries=carries)
    vcns.wiring.routes(node, routes)


def _link(table: str, drg: str, drgs: Drgs) -> None:
    """Say that a table joins the VCNs that it routes for and those that it routes to."""
    reached = {route.end for route in drgs.vcns.wiring.edges.get(_node(table), ())}
    joined = {
        attachment.network or f"the VCN of {attachment.id}"
        for attachment in drgs.on(drg)
        if attachment.kind in (VCN, None)
        if attachment.drg is None
        or _table_of(attachment) == table
        or attachment.table == ""
        or attachment.out in reached
    }
    if len(joined) > 1:
        drgs.vcns.wiring.link(table if DEFAULTS not in table else drg, *joined)


def _static(table: str, drg: str, drgs: Drgs, *, default: bool) -> Iterator[Route]:
    names = (table, "") if not default else ("",)
    found = [(rule, name != "") for name in names for rule in drgs.rules.get(name, ())]
    if default:  # `default_drg_route_tables[0].vcn` and the like
        found += [
            (rule, False)
            for name, rules in drgs.rules.items()
            if name.startswith(drg + DEFAULTS)
            for rule in rules
        ]
    for rule, certain in found:
        there, whole = cidrs(rule, "destination")
        target = drgs.vcns.named(rule.get("next_hop_drg_attachment_id"))
        hop = next((a for a in drgs.attachments if a.called(target)), None)
        node = hop.out if hop is not None else f"{rule.address} hop"
        if hop is None:
            reason = f"what {rule.address} leads to is not in this input"
            drgs.vcns.wiring.open(node, reason, rule.source())
        says = f"DRG route to {target or 'what is not known'}"
        if there and whole:
            yield Route(there, node, rule.source(), says, certain and sure(rule))
        else:
            yield Route(None, node, rule.source(), says, sure=False)
