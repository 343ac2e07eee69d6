"""What tables of dynamic routing gateways learn by import distributions, and what they do not."""

from __future__ import annotations

from typing import Final

from tests.network.aws.blocks import resource
from tests.network.cases import Case
from tests.network.oci.blocks import PROVIDER, attached
from tests.network.oci.routes import CIRCUIT, DRG, TO_DRG, pair, remotely_peered, site

A, B = "oci_core_instance.a", "oci_core_instance.b"
_PAGE: Final = "OCI documentation, Dynamic Routing Gateways: DRG Route Tables and Distributions"
_CONFLICTS: Final = "OCI documentation, Dynamic Routing Gateways: Route Conflicts"
_ROUTE_TYPE: Final = "OCI API, VcnDrgAttachmentNetworkDetails"
_BY_TABLE: Final = "drg_route_table_id = oci_core_drg_route_table.t.id\n"
_DISTRIBUTION: Final = resource(
    "oci_core_drg_route_distribution.t", 'drg_id = oci_core_drg.d.id\ndistribution_type = "IMPORT"'
)
_LEARNS: Final = _DISTRIBUTION + resource(
    "oci_core_drg_route_table.t",
    "drg_id = oci_core_drg.d.id\n"
    "import_drg_route_distribution_id = oci_core_drg_route_distribution.t.id",
)
_PREMISES: Final = {"premises": ("oci_core_virtual_circuit.line", ("192.168.0.0/16",))}
_MANAGED: Final = resource(
    "oci_core_drg_attachment_management.line",
    'attachment_type = "VIRTUAL_CIRCUIT"\ncompartment_id = "c"\ndrg_id = oci_core_drg.d.id\n'
    "network_id = oci_core_virtual_circuit.line.id\n",
)


def _statement(name: str, criteria: str, of: str = "") -> str:
    """Return a statement that accepts what meets some criteria."""
    distribution = of or "oci_core_drg_route_distribution.t.id"
    return resource(
        f"oci_core_drg_route_distribution_statement.{name}",
        f'drg_route_distribution_id = {distribution}\naction = "ACCEPT"\npriority = 1\n{criteria}',
    )


def _by(kind: str, more: str = "") -> str:
    """Return a criterion."""
    return f'match_criteria {{\nmatch_type = "{kind}"\n{more}\n}}'


def _attachment(name: str) -> str:
    return _by("DRG_ATTACHMENT_ID", f"drg_attachment_id = {name}")


def _both(more: str) -> str:
    """Return two VCNs on a DRG, both by one table of it."""
    to = {"0.0.0.0/0": TO_DRG}
    ends = attached("a", "d", "a", _BY_TABLE) + attached("b", "d", "b", _BY_TABLE)
    return pair(a=to, b=to, more=DRG + ends + _LEARNS + more)


def _premises(more: str) -> str:
    """Return a VCN on a DRG by a table, and a circuit that is managed."""
    return (
        PROVIDER + site("a", 1, **{"0.0.0.0/0": TO_DRG}) + DRG + CIRCUIT + _MANAGED + _LEARNS
        + attached("a", "d", "a", _BY_TABLE) + more
    )  # fmt: skip


def _static(route_type: str) -> str:
    """Return two VCNs and a hub that a static rule sends all of the second one's addresses to."""
    to = {"0.0.0.0/0": TO_DRG}
    return pair(
        a=to,
        b=to,
        more=site("hub", 3, **{"0.0.0.0/0": TO_DRG})
        + DRG
        + _LEARNS
        + _statement("all", _by("MATCH_ALL"))
        + attached("a", "d", "a", _BY_TABLE)
        + attached("b", "d", "b", ingress=route_type)
        + attached("hub", "d", "hub")
        + resource(
            "oci_core_drg_route_table_route_rule.hub",
            'drg_route_table_id = oci_core_drg_route_table.t.id\ndestination = "10.2.0.0/16"\n'
            'destination_type = "CIDR_BLOCK"\n'
            "next_hop_drg_attachment_id = oci_core_drg_attachment.hub.id",
        ),
    )


_TWO: Final = (  # VCNs, on one table: what its distribution states, and what passes between them
    (
        "a distribution that matches all imports both VCNs",
        _statement("all", _by("MATCH_ALL")),
        "any",
    ),
    (
        "a distribution that names both attachments, whatever their priorities",
        _statement("a", _attachment("oci_core_drg_attachment.a.id"))
        + _statement("b", _attachment("oci_core_drg_attachment.b.id")),
        "any",
    ),
    (
        "a distribution that names one attachment alone leads to no other",
        _statement("a", _attachment("oci_core_drg_attachment.a.id")),
        "none",
    ),
    (
        "no answer comes back where a distribution leads one way: UDP crosses",
        _statement("b", _attachment("oci_core_drg_attachment.b.id")),
        "protocols but tcp",
    ),
    ("a distribution without statements imports nothing", "", "none"),
    (
        "a statement names an attachment that is not in this input",
        'data "oci_core_drg_attachments" "all" {\ncompartment_id = "c"\n}\n'
        + _statement("x", _attachment("data.oci_core_drg_attachments.all.drg_attachments[0].id")),
        "perhaps",
    ),
)
_LEARNT: Final = (  # beside a static rule: what is imported of a VCN, and what passes to it
    (
        "a static rule for a VCN that is imported whole counts before it",
        'vcn_route_type = "VCN_CIDRS"\n',
        "none",
    ),
    (
        "subnets that are imported are longer prefixes than a static rule",
        'vcn_route_type = "SUBNET_CIDRS"\n',
        "any",
    ),
    ("whether a static rule or what is imported counts is not written", "", "perhaps"),
)


def _case(name: str, page: str, hcl: str, passes: str) -> Case:
    """Return a case of two VCNs; `perhaps` says that anything may pass and nothing surely."""
    sure, possible = ("none", "any") if passes == "perhaps" else (passes, "")
    return Case(
        name=f"OCI: {name}", page=page, hcl=hcl, start=A, end=B, sure=sure, possible=possible
    )


CASES: Final = [
    *(_case(name, _PAGE, _both(stated), passes) for name, stated, passes in _TWO),
    *(_case(name, _ROUTE_TYPE, _static(type_), passes) for name, type_, passes in _LEARNT),
    Case(
        name="OCI: a distribution that is not in this input may import all",
        page=_PAGE,
        hcl=_both("").replace(
            "oci_core_drg_route_distribution.t.id",
            "data.oci_core_drg_route_distributions.all.drg_route_distribution_collection[0].id",
        )
        + 'data "oci_core_drg_route_distributions" "all" {\ndrg_id = oci_core_drg.d.id\n}\n',
        start=A,
        end=B,
        unknown="what oci_core_drg_route_table.t imports is not in this input",
    ),
    Case(
        name="OCI: a statement that names the managed attachment of a circuit",
        page="OCI documentation, DRG Attachments; Dynamic Routing Gateways",
        hcl=_premises(
            _statement("line", _attachment("oci_core_drg_attachment_management.line.id"))
        ),
        start=A,
        end="premises",
        sure="any",
        outside=_PREMISES,
    ),
    Case(
        name="OCI: a table that imports VCNs alone does not lead to the premises",
        page=_PAGE,
        hcl=_premises(_statement("vcn", _by("DRG_ATTACHMENT_TYPE", 'attachment_type = "VCN"'))),
        start=A,
        end="premises",
        sure="none",
        outside=_PREMISES,
    ),
    Case(
        name="OCI: of two VCNs of the same addresses one is taken, whichever",
        page=_CONFLICTS,
        hcl=_both(_statement("all", _by("MATCH_ALL")))
        + site("c", 2, **{"0.0.0.0/0": TO_DRG})
        + attached("c", "d", "c"),
        start=A,
        end=B,
        possible="any",
    ),
    Case(
        name="OCI: an export distribution that is written may not tell a peer of a VCN",
        page="OCI documentation, Dynamic Routing Gateways: export route distributions",
        hcl=remotely_peered(
            resource(
                "oci_core_drg_attachment_management.e",
                'attachment_type = "REMOTE_PEERING_CONNECTION"\ncompartment_id = "c"\n'
                "drg_id = oci_core_drg.e.id\n"
                "network_id = oci_core_remote_peering_connection.e.id\n"
                "remove_export_drg_route_distribution_trigger = true",
            )
        ),
        start=A,
        end=B,
        possible="any",
    ),
    Case(
        name="OCI: a statement of a distribution that came with the DRG may lead one way",
        page="OCI documentation, Dynamic Routing Gateways: autogenerated distributions",
        hcl=PROVIDER
        + DRG
        + CIRCUIT
        + resource(
            "oci_core_ipsec.vpn",
            'compartment_id = "c"\ncpe_id = "cpe"\ndrg_id = oci_core_drg.d.id\n'
            'static_routes = ["172.16.0.0/16"]',
        )
        + 'data "oci_core_drg_route_distributions" "all" {\ndrg_id = oci_core_drg.d.id\n}\n'
        + _statement(
            "vpn",
            _by("DRG_ATTACHMENT_TYPE", 'attachment_type = "IPSEC_TUNNEL"'),
            "data.oci_core_drg_route_distributions.all.drg_route_distribution_collection[1].id",
        ),
        start="premises",
        end="branch",
        possible="protocols but tcp",
        outside={**_PREMISES, "branch": ("oci_core_ipsec.vpn", ("172.16.0.0/16",))},
    ),
]
