"""What hangs on dynamic routing gateways: VCNs, circuits, tunnels, peerings.

OCI documentation, "Dynamic Routing Gateways": an attachment of a VCN is made by itself; those of
virtual circuits, IPSec connections and remote peerings come with these, and may be managed.
What is advertised through one is of its table and its export distribution, which is the DRG's for
all of it unless it was removed: through one of which that is written nothing is surely advertised.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cloudguard.network.intervals import Intervals, union
from cloudguard.providers.oci.network.vcns import Vcns
from cloudguard.providers.wires import cidrs, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown

VCN: Final = "VCN"
DEFAULTS: Final = ".default_drg_route_tables"
_ATTACHMENTS: Final = ("oci_core_drg_attachment", "oci_core_drg_attachment_management")
_REMOVED: Final = "remove_export_drg_route_distribution_trigger"
_KINDS: Final = {
    "oci_core_virtual_circuit": "VIRTUAL_CIRCUIT",
    "oci_core_ipsec": "IPSEC_TUNNEL",
    "oci_core_remote_peering_connection": "REMOTE_PEERING_CONNECTION",
}


@dataclass(slots=True)
class Attachment:
    """What hangs on a DRG: a VCN, or a line that leads elsewhere (`network` is its address)."""

    id: str
    drg: str | None
    kind: str | None
    network: str | None
    table: str | None
    at: Source
    here: Resource
    exports: tuple[Intervals, bool] = ((), False)
    certain: bool = True
    learns: bool = True  # surely advertises what lies behind it, whatever that is
    tells: bool = True  # surely advertises to what lies behind it, whatever that is
    also: str = ""  # the address of what manages it

    @property
    def out(self) -> str:
        """Return the node where packets leave the DRG."""
        return f"{self.id} out"

    def called(self, name: str | None) -> bool:
        """Tell whether a name is that of the attachment."""
        return name in (self.id, self.also)


def read(vcns: Vcns) -> Iterator[Attachment]:
    """Yield the attachments of all DRGs."""
    managed: dict[str, Attachment] = {}
    loose = False  # something manages an attachment that is not known
    for type_ in _ATTACHMENTS:
        for here in vcns.resources.of(type_):
            kind = here.get("network_details.type", None, "a VCN")
            named = vcns.one(here, "network_details.id", "network_id", "vcn_id")
            written = (
                here.get("attachment_type", VCN, "a VCN") if type_ == _ATTACHMENTS[1] else kind
            )
            word = written.value or VCN if isinstance(written, Known) else None
            word = "IPSEC_TUNNEL" if word == "IPSEC" else word
            table = _assigned(here, "drg_route_table_id", vcns)
            attachment = Attachment(
                here.address, vcns.named(here.get("drg_id")), word, named, table,
                here.source(), here, certain=sure(here) and named is not None,
            )  # fmt: skip
            attachment.exports = _exports(attachment, vcns)
            if type_ == _ATTACHMENTS[1] and named is not None:
                managed[named] = attachment
            else:
                loose = loose or type_ == _ATTACHMENTS[1]
                yield attachment
    for type_, word in _KINDS.items():
        for line in vcns.resources.of(type_):
            path = "gateway_id" if type_ == "oci_core_virtual_circuit" else "drg_id"
            if line.type == "oci_core_virtual_circuit" and _is_public(line):
                continue
            said = managed.pop(line.address, None)
            table = said.table if said else "" if loose else None
            if type_ == "oci_core_ipsec" and table is None:
                table = _assigned(line, "tunnel_configuration.drg_route_table_id", vcns)
            attachment = Attachment(
                line.address, vcns.named(line.get(path)), word, line.address, table,
                line.source(), line, certain=sure(line),
            )  # fmt: skip
            attachment.tells = not loose
            if said is not None:
                attachment.also, attachment.tells = said.id, _tells(said.here)
            if type_ == "oci_core_ipsec":
                _routed(attachment, vcns)
            yield attachment
    yield from managed.values()


def _tells(here: Resource) -> bool:
    """Tell whether the export distribution of an attachment is surely the DRG's for all of it."""
    return all(
        isinstance(said := here.get(path, None, "the DRG's for all"), Known) and not said.value
        for path in ("export_drg_route_distribution_id", _REMOVED)
    )


def _routed(attachment: Attachment, vcns: Vcns) -> None:
    """Read the static routes of a VPN; where its tunnels speak BGP, these do not count.

    OCI API, CreateIPSecConnectionTunnelDetails: `routing` is STATIC unless it is written.
    """
    found, whole = cidrs(attachment.here, "static_routes")
    type_ = "oci_core_ipsec_connection_tunnel_management"
    tunnels = vcns.resources.about(attachment.here, type_, "ipsec_id")
    said = [t.get("routing", "STATIC", "OCI API: STATIC") for t in tunnels.named]
    dynamic = [isinstance(s, Known) and s.value != "STATIC" for s in said]
    unread = not whole or bool(tunnels.possible) or any(isinstance(s, Unknown) for s in said)
    if found and not unread and not any(dynamic):
        attachment.exports = found, True
    attachment.learns = not unread


def _is_public(line: Resource) -> bool:
    kind = line.get("type")
    return isinstance(kind, Known) and str(kind.value).upper() == "PUBLIC"


def _assigned(resource: Resource, path: str, vcns: Vcns) -> str | None:
    """Return the table that is written, "" where it is not known, None for the default one."""
    said = resource.get(path, None, "the DRG's default for its kind")
    if isinstance(said, Known) and said.value is None:
        return None
    name = vcns.named(said)
    if name is not None and DEFAULTS in name:
        return None
    return name or ""


def _exports(attachment: Attachment, vcns: Vcns) -> tuple[Intervals, bool]:
    """Return the addresses that tables import from a VCN, and whether these are all.

    OCI API, VcnDrgAttachmentNetworkDetails: the prefixes of subnets or of the VCN, and always
    those of the VCN's ingress table, which may lead further.
    """
    vcn = attachment.network
    if attachment.kind != VCN or vcn not in vcns.addresses:
        return (), False
    whole = vcn in vcns.whole
    found = vcns.addresses[vcn] if whole else ()
    for path in ("network_details.route_table_id", "route_table_id"):
        said = attachment.here.get(path, None, "none")
        if isinstance(said, Unknown) or said.value:
            further, known = _written(vcns.named(said), vcns)
            return union(found, further), whole and known
    return found, whole


def _written(table: str | None, vcns: Vcns) -> tuple[Intervals, bool]:
    """Return the destinations of a route table's rules, and whether these are all."""
    here = vcns.names.here(table) if table is not None else None
    blocks = here.blocks("route_rules") if here is not None else None
    if not isinstance(blocks, Known):
        return (), False
    found: Intervals = ()
    whole = True
    for block in blocks.value:
        there, known = cidrs(block, "destination", "cidr_block")
        found, whole = union(found, there), whole and known
    return found, whole
