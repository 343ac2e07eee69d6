"""Import distributions: which attachments a table of a DRG learns routes from.

OCI documentation, "Dynamic Routing Gateways": a table imports what any statement of its
distribution accepts, and a statement accepts where all its criteria are met: an attachment, a type
of attachments, or all. A statement can only accept, so priorities decide nothing; a table without
distribution has static rules alone, as has one whose distribution has no statements. "Route
Conflicts": of VCNs of the same addresses only one is taken, whichever. OCI API,
VcnDrgAttachmentNetworkDetails: a VCN is imported whole (VCN_CIDRS) or by its subnets
(SUBNET_CIDRS), which are longer prefixes than a static rule for all of it.
"Working with DRGs", "Site-to-Site VPN Overview": the table for VCN attachments that comes with a
DRG imports from all attachments, that for virtual circuits, IPSec tunnels and remote peerings from
VCN attachments alone: VCNs reach each other and the premises, the premises do not reach each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cloudguard.network.intervals import Intervals, intersection
from cloudguard.network.wiring import Route
from cloudguard.providers.oci.network.attachments import VCN, Attachment
from cloudguard.providers.oci.network.vcns import Vcns
from cloudguard.providers.wires import sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown


@dataclass(slots=True)
class Drgs:
    """The attachments of the DRGs of one input, and what decides for their tables."""

    vcns: Vcns
    attachments: list[Attachment] = field(default_factory=list)
    statements: dict[str, list[Resource]] = field(default_factory=lambda: defaultdict(list))
    rules: dict[str, list[Resource]] = field(default_factory=lambda: defaultdict(list))

    def on(self, drg: str) -> list[Attachment]:
        """Return what hangs on a DRG, or may."""
        return [a for a in self.attachments if a.drg in (drg, None)]


def imported(
    table: str, node: str, drg: str, drgs: Drgs, *, default: bool
) -> Iterator[tuple[Attachment, bool]]:
    """Yield the attachments that a table may import from, and whether it surely does."""
    attachments = drgs.on(drg)
    if default:
        lines = table.endswith("lines")
        for attachment in attachments:
            if attachment.kind in (VCN, None) or not lines:
                yield attachment, attachment.kind is not None and attachment.drg is not None
            elif _may_be_added(attachment, drgs):
                yield attachment, False
        return
    here = drgs.vcns.names.here(table)
    if here is None:
        return
    said = here.get("import_drg_route_distribution_id", None, "none: static rules alone")
    if isinstance(said, Known) and said.value is None:
        return
    name = drgs.vcns.named(said)
    distribution = drgs.vcns.names.here(name) if name is not None else None
    if distribution is None:
        reason = f"what {table} imports is not in this input"
        drgs.vcns.wiring.open(node, reason, here.source())
        return
    for attachment in attachments:
        matched = [
            _matches(s, attachment, drgs) for s in drgs.statements.get(distribution.address, ())
        ]
        matched += [None if m is not False else False for m in (
            _matches(s, attachment, drgs) for s in drgs.statements.get("", ())
        )]  # fmt: skip
        if any(m is not False for m in matched):
            certain = True in matched and sure(distribution)
            yield attachment, certain and attachment.drg is not None


def _may_be_added(attachment: Attachment, drgs: Drgs) -> bool:
    """Tell whether a statement of a distribution that came with some DRG may accept a line."""
    return any(
        _matches(statement, attachment, drgs) is not False
        for name, statements in drgs.statements.items()
        if drgs.vcns.names.here(name) is None
        for statement in statements
    )


def _matches(statement: Resource, attachment: Attachment, drgs: Drgs) -> bool | None:
    """Tell whether a statement accepts what an attachment advertises, None where not known."""
    blocks = statement.blocks("match_criteria")
    if isinstance(blocks, Unknown) or not sure(statement):
        return None
    found: list[bool | None] = []
    for block in blocks.value:
        kind = block.get("match_type", None, "not written")
        if isinstance(kind, Unknown):
            return None
        if kind.value == "DRG_ATTACHMENT_ID":
            named = drgs.vcns.named(block.get("drg_attachment_id"))
            known = any(other.called(named) for other in drgs.attachments)
            found.append(attachment.called(named) if known else None)
        elif kind.value == "DRG_ATTACHMENT_TYPE":
            word = block.get("attachment_type")
            if isinstance(word, Known) and attachment.kind is not None:
                found.append(word.value == attachment.kind)
            else:
                found.append(None)
        else:
            found.append(True)  # MATCH_ALL
    return all(f is not False for f in found) and (None if None in found else True)


def contested(
    attachment: Attachment, others: Iterable[tuple[Attachment, bool]], vcns: Vcns
) -> bool:
    """Tell whether another VCN that a table imports from has some of the same addresses."""
    own = _taken(attachment.network, vcns)
    return attachment.kind == VCN and any(
        other.network is None or bool(intersection(own, _taken(other.network, vcns)))
        for other, _ in others
        if other.kind in (VCN, None)
        and (other.network is None or other.network != attachment.network)
    )


def _taken(vcn: str | None, vcns: Vcns) -> Intervals:
    """Return the addresses that a VCN may share with others: not those that Oracle assigns."""
    known = vcns.local if vcn in vcns.whole else vcns.addresses
    return known.get(vcn or "", ())


def of_subnets(attachment: Attachment, vcns: Vcns, *, certain: bool) -> Iterator[Route]:
    """Yield what a table imports of a VCN by its subnets, where it may be imported so."""
    said = attachment.here.get("network_details.vcn_route_type", None, "not written")
    if attachment.kind != VCN or (isinstance(said, Known) and said.value == "VCN_CIDRS"):
        return
    written = isinstance(said, Known) and said.value == "SUBNET_CIDRS"
    for subnet in vcns.of_vcn.get(attachment.network or "", ()):
        known = certain and attachment.certain and written and subnet.exact
        says = f"imported from {attachment.id}"
        there = subnet.addresses if subnet.exact else None
        yield Route(there, attachment.out, attachment.at, says, known)
