"""What dynamic routing gateways let pass between VCNs, premises and peers."""

from __future__ import annotations

from typing import Final

from tests.network.aws.blocks import resource
from tests.network.cases import Case
from tests.network.oci.blocks import (
    PROVIDER,
    attached,
)
from tests.network.oci.routes import CIRCUIT, DRG, TO_DRG, pair, remotely_peered, site

A, B = "oci_core_instance.a", "oci_core_instance.b"
_DRG_PAGE: Final = "OCI documentation, Dynamic Routing Gateways: DRG Route Tables"

CASES: Final = [
    Case(
        name="OCI: VCNs on one DRG reach each other, nothing else written",
        page=_DRG_PAGE,
        hcl=pair(
            a={"10.2.0.0/16": TO_DRG},
            b={"10.1.0.0/16": TO_DRG},
            more=DRG + attached("a", "d", "a") + attached("b", "d", "b"),
        ),
        start=A,
        end=B,
        sure="any",
    ),
    Case(
        name="OCI: a DRG without rules of the subnets carries nothing",
        page="OCI documentation, Dynamic Routing Gateways",
        hcl=pair(a={}, b={}, more=DRG + attached("a", "d", "a") + attached("b", "d", "b")),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="OCI: a DRG table that imports the premises alone does not lead to the other VCN",
        page="OCI documentation, DRG Route Tables and Route Distributions",
        hcl=pair(
            a={"0.0.0.0/0": TO_DRG},
            b={"0.0.0.0/0": TO_DRG},
            more=DRG
            + attached("a", "d", "a", "drg_route_table_id = oci_core_drg_route_table.lines.id\n")
            + attached("b", "d", "b", "drg_route_table_id = oci_core_drg_route_table.lines.id\n")
            + resource(
                "oci_core_drg_route_table.lines",
                "drg_id = oci_core_drg.d.id\n"
                "import_drg_route_distribution_id = oci_core_drg_route_distribution.lines.id",
            )
            + resource(
                "oci_core_drg_route_distribution.lines",
                'drg_id = oci_core_drg.d.id\ndistribution_type = "IMPORT"',
            )
            + resource(
                "oci_core_drg_route_distribution_statement.lines",
                "drg_route_distribution_id = oci_core_drg_route_distribution.lines.id\n"
                'action = "ACCEPT"\npriority = 1\nmatch_criteria {\n'
                'match_type = "DRG_ATTACHMENT_TYPE"\nattachment_type = "VIRTUAL_CIRCUIT"\n}',
            ),
        ),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="OCI: a static rule of a DRG table",
        page="OCI documentation, DRG Route Tables and Route Distributions",
        hcl=pair(
            a={"10.2.0.0/16": TO_DRG},
            b={"10.1.0.0/16": TO_DRG},
            more=DRG
            + attached("a", "d", "a", "drg_route_table_id = oci_core_drg_route_table.a.id\n")
            + attached("b", "d", "b")
            + resource("oci_core_drg_route_table.a", "drg_id = oci_core_drg.d.id")
            + resource(
                "oci_core_drg_route_table_route_rule.a",
                'drg_route_table_id = oci_core_drg_route_table.a.id\ndestination = "10.2.1.0/24"\n'
                'destination_type = "CIDR_BLOCK"\n'
                "next_hop_drg_attachment_id = oci_core_drg_attachment.b.id",
            ),
        ),
        start=A,
        end=B,
        sure="any",
    ),
    Case(
        name="OCI: FastConnect: the premises reach a VCN of the DRG",
        page="OCI documentation, FastConnect Overview",
        hcl=PROVIDER
        + site("a", 1, **{"0.0.0.0/0": TO_DRG})
        + DRG
        + attached("a", "d", "a")
        + CIRCUIT,
        start="premises",
        end=A,
        sure="any",
        sources=("192.168.0.0/16",),
        outside={"premises": ("oci_core_virtual_circuit.line", ("192.168.0.0/16",))},
    ),
    Case(
        name="OCI: the premises do not reach each other by the tables that come with a DRG",
        page=_DRG_PAGE,
        hcl=PROVIDER
        + DRG
        + CIRCUIT
        + resource(
            "oci_core_ipsec.vpn",
            'compartment_id = "c"\ncpe_id = "cpe"\ndrg_id = oci_core_drg.d.id\n'
            'static_routes = ["172.16.0.0/16"]',
        ),
        start="premises",
        end="branch",
        sure="none",
        outside={
            "premises": ("oci_core_virtual_circuit.line", ("192.168.0.0/16",)),
            "branch": ("oci_core_ipsec.vpn", ("172.16.0.0/16",)),
        },
    ),
    Case(
        name="OCI: remote peering joins the VCNs of two DRGs",
        page="OCI documentation, Remote VCN Peering through an Upgraded DRG",
        hcl=remotely_peered(),
        start=A,
        end=B,
        sure="any",
    ),
]
