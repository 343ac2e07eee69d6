"""What security lists, groups and their state let pass within one VCN."""

from __future__ import annotations

from typing import Final

from tests.network.aws.blocks import resource
from tests.network.cases import Case
from tests.network.oci.blocks import (
    ANYWHERE,
    OPEN,
    PROVIDER,
    egress,
    group,
    group_rule,
    host,
    ingress,
    rules,
    vcn,
    with_lists,
)

_SECOND: Final = """
compartment_id = "c"
vcn_id = oci_core_vcn.a.id
cidr_block = "10.1.2.0/24"
prohibit_public_ip_on_vnic = true
"""
A, B = "oci_core_instance.a", "oci_core_instance.b"


def two(one: str, other: str, *, vnic: str = "", more: str = "") -> str:
    """Return two subnets of a VCN, each with its list and an instance: from a to b."""
    return (
        PROVIDER
        + vcn("a", 1, subnet=with_lists("a"))
        + resource("oci_core_subnet.b", _SECOND + with_lists("b"))
        + rules("a", "a", one)
        + rules("b", "a", other)
        + host("a")
        + host("b", vnic=vnic)
        + more
    )


STATELESS: Final = "stateless = true"
_RULES_PAGE: Final = "OCI documentation, Security Rules: Stateful Compared to Stateless Rules"
_GROUPS: Final = group("a", "a") + group("b", "a")
_OF_A: Final = (
    'source_type = "NETWORK_SECURITY_GROUP"\nsource = oci_core_network_security_group.a.id'
)

CASES: Final = [
    Case(
        name="OCI: the default list lets SSH in and everything out",
        page="OCI documentation, Security Lists: Default Security List",
        hcl=PROVIDER + vcn("a", 1) + resource("oci_core_subnet.b", _SECOND) + host("a") + host("b"),
        start=A,
        end=B,
        sure="tcp/22, icmp/3",
    ),
    Case(
        name="OCI: a default list that is managed says what is in it",
        page="terraform-provider-oci docs, Managing Default VCN Resources",
        hcl=PROVIDER
        + vcn("a", 1)
        + resource("oci_core_subnet.b", _SECOND)
        + resource(
            "oci_core_default_security_list.a",
            "manage_default_resource_id = oci_core_vcn.a.default_security_list_id\n"
            + ingress(443, "10.1.0.0/16")
            + egress(None, ANYWHERE),
        )
        + host("a")
        + host("b"),
        start=A,
        end=B,
        sure="tcp/443",
    ),
    Case(
        name="OCI: a list without rules lets nothing pass",
        page="OCI documentation, Security Rules: Parts of a Security Rule",
        hcl=two("", OPEN),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="OCI: the rules of several lists count together",
        page="OCI documentation, Security Lists: each subnet can have several security lists",
        hcl=two(
            OPEN, ingress(443, ANYWHERE), more=rules("c", "a", ingress(80, "10.1.1.0/24"))
        ).replace(with_lists("b"), with_lists("b", "c")),
        start=A,
        end=B,
        sure="tcp/80, tcp/443",
    ),
    Case(
        name="OCI: answers to what a stateful rule lets in need no rule",
        page="OCI documentation, Security Rules: Stateful Rules",
        hcl=two(egress(443, ANYWHERE), ingress(443, ANYWHERE)),
        start=A,
        end=B,
        sure="tcp/443",
    ),
    Case(
        name="OCI: a stateless rule without one for answers: UDP crosses, TCP does not",
        page="OCI documentation, Security Rules: Stateless Rules",
        hcl=two(
            OPEN,
            ingress(443, ANYWHERE, more=STATELESS)
            + ingress(53, ANYWHERE, protocol=17, more=STATELESS),
        ),
        start=A,
        end=B,
        sure="udp/53",
    ),
    Case(
        name="OCI: a stateless rule and one for its answers",
        page="OCI documentation, Security Rules: Stateless Rules",
        hcl=two(
            OPEN,
            ingress(443, ANYWHERE, more=STATELESS)
            + egress(
                None,
                ANYWHERE,
                more=f"{STATELESS}\ntcp_options {{\n"
                "source_port_range {\nmin = 443\nmax = 443\n}\n}",
            ),
        ),
        start=A,
        end=B,
        sure="tcp/443",
    ),
    Case(
        name="OCI: stateless over stateful: what both match is not tracked",
        page=_RULES_PAGE,
        hcl=two(
            OPEN,
            ingress(443, ANYWHERE) + ingress(80, ANYWHERE) + ingress(443, ANYWHERE, more=STATELESS),
        ),
        start=A,
        end=B,
        sure="tcp/80",
    ),
    Case(
        name="OCI: stateless over stateful: a stateful rule out lets the answers pass",
        page=_RULES_PAGE,
        hcl=two(
            OPEN,
            ingress(443, ANYWHERE)
            + ingress(443, ANYWHERE, more=STATELESS)
            + egress(None, "10.1.1.0/24"),
        ),
        start=A,
        end=B,
        sure="tcp/443",
    ),
    Case(
        name="OCI: a group adds to the lists of the subnet",
        page="OCI documentation, If You Use Both Security Lists and Network Security Groups",
        hcl=two(
            OPEN,
            ingress(443, ANYWHERE),
            vnic="nsg_ids = [oci_core_network_security_group.b.id]",
            more=_GROUPS
            + group_rule(
                "b",
                "b",
                "INGRESS",
                'source = "10.1.1.0/24"\nsource_type = "CIDR_BLOCK"',
                'protocol = "6"\ntcp_options {\ndestination_port_range {\nmin = 22\nmax = 23\n}\n}',
            ),
        ),
        start=A,
        end=B,
        sure="tcp/22-23, tcp/443",
    ),
    Case(
        name="OCI: a group as the source: who is not in it does not pass",
        page="OCI documentation, Network Security Group as Source or Destination of a Rule",
        hcl=two(
            OPEN,
            "",
            vnic="nsg_ids = [oci_core_network_security_group.b.id]",
            more=_GROUPS + group_rule("b", "b", "INGRESS", _OF_A),
        ),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="OCI: a group as the source: its members pass",
        page="OCI documentation, Network Security Group as Source or Destination of a Rule",
        hcl=two(
            OPEN,
            "",
            vnic="nsg_ids = [oci_core_network_security_group.b.id]",
            more=_GROUPS + group_rule("b", "b", "INGRESS", _OF_A),
        ).replace(
            "subnet_id = oci_core_subnet.a.id",
            "subnet_id = oci_core_subnet.a.id\nnsg_ids = [oci_core_network_security_group.a.id]",
        ),
        start=A,
        end=B,
        sure="any",
    ),
    Case(
        name="OCI: Zero Trust Packet Routing narrows in a way that is not read",
        page="OCI documentation, Security Rules: Zero Trust Packet Routing (ZPR)",
        hcl=two(OPEN, ingress(443, ANYWHERE)).replace(
            'resource "oci_core_instance" "b" {',
            'resource "oci_core_instance" "b" {\n'
            'security_attributes = { "oracle-zpr.app.value" = "db" }',
        ),
        start=A,
        end=B,
        sure="none",
        possible="tcp/443",
    ),
    Case(
        name="OCI: a list that is not in this input may let anything pass",
        page="OCI documentation, Security Lists",
        hcl=two(OPEN, OPEN).replace(
            with_lists("b"), 'security_list_ids = ["ocid1.securitylist.oc1.ap-tokyo-1.elsewhere"]\n'
        ),
        start=A,
        end=B,
        sure="none",
        possible="any",
    ),
]
