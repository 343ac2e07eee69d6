"""Cases over Transit Gateways: association, propagation, static routes, blackholes, peerings."""

from __future__ import annotations

from typing import Final

from cloudguard.network.wiring import INTERNET
from tests.network.aws.blocks import (
    EVERY_PACKET,
    EVERYTHING,
    PROVIDER,
    acl,
    group,
    host,
    open_host,
    port,
    resource,
    route,
    table,
    vpc,
)
from tests.network.cases import Case

TABLES: Final = "Amazon VPC Transit Gateways guide, Transit gateway route tables"
WORKS: Final = "Amazon VPC Transit Gateways guide, How AWS Transit Gateway works"
BY_GATEWAY: Final = "transit_gateway_id = aws_ec2_transit_gateway.t.id"
APART: Final = """
    default_route_table_association = "disable"
    default_route_table_propagation = "disable"
"""


def gateway(more: str = "", name: str = "t") -> str:
    """Return a Transit Gateway."""
    return resource(f"aws_ec2_transit_gateway.{name}", more)


def attached(name: str, more: str = "", subnet: str = "", gateway: str = "t") -> str:
    """Return the attachment of a VPC, in its first subnet."""
    return resource(
        f"aws_ec2_transit_gateway_vpc_attachment.{name}",
        f"""
        vpc_id             = aws_vpc.{name}.id
        subnet_ids         = [aws_subnet.{subnet or name}.id]
        transit_gateway_id = aws_ec2_transit_gateway.{gateway}.id
        {more}
        """,
    )


def joined(address: str, table: str, attachment: str, kind: str = "vpc") -> str:
    """Return an association or a propagation."""
    return resource(
        f"aws_ec2_transit_gateway_route_table_{address}",
        f"""
        transit_gateway_attachment_id  = {_attachment(attachment, kind)}
        transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.{table}.id
        """,
    )


def _attachment(name: str, kind: str) -> str:
    return f"aws_ec2_transit_gateway_{kind}_attachment.{name}.id"


def hub_table(name: str, gateway: str = "t") -> str:
    """Return a route table of a Transit Gateway."""
    return resource(
        f"aws_ec2_transit_gateway_route_table.{name}",
        f"transit_gateway_id = aws_ec2_transit_gateway.{gateway}.id",
    )


def hub_route(name: str, table: str, destination: str, to: str, kind: str = "vpc") -> str:
    """Return a static route of a Transit Gateway: to an attachment, or a `blackhole`."""
    target = (
        "blackhole = true"
        if to == "blackhole"
        else f"transit_gateway_attachment_id = {_attachment(to, kind)}"
    )
    return resource(
        f"aws_ec2_transit_gateway_route.{name}",
        f"""
        destination_cidr_block         = "{destination}"
        transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.{table}.id
        {target}
        """,
    )


def network(name: str, number: int, inside: str = "") -> str:
    """Return a VPC with a host, whose table sends all of 10/8 to the gateway."""
    return (
        vpc(name, number)
        + table(name, name, routes=route("10.0.0.0/8", BY_GATEWAY))
        + (inside or open_host(name))
    )


def two(gateway_more: str = "", one: str = "", other: str = "") -> str:
    """Return VPCs a and b and a gateway that they are routed to, without attachments."""
    return PROVIDER + network("a", 1, one) + network("b", 2, other) + gateway(gateway_more)


ATTACHED: Final = attached("a") + attached("b")
EXPLICIT: Final = (
    two(APART)
    + ATTACHED
    + hub_table("a")
    + hub_table("b")
    + joined("association.a", "a", "a")
    + joined("association.b", "b", "b")
)
BY_REFERENCE: Final = group(
    "b", "b", ingress=port(5432, "security_groups = [aws_security_group.a.id]"), egress=EVERYTHING
) + host("b")
FAR: Final = """
provider "aws" {
  alias  = "osaka"
  region = "ap-northeast-3"
}
"""

CASES: Final = (
    Case(
        name="two attachments and nothing else are connected",
        page=TABLES + ": default route table",
        hcl=two() + ATTACHED,
        start="aws_instance.a",
        end="aws_instance.b",
        sure="any",
    ),
    Case(
        name="without default association nothing is routed",
        page=TABLES + ": association",
        hcl=two('default_route_table_association = "disable"') + ATTACHED,
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
    ),
    Case(
        name="an attachment may decline default propagation: no way to it",
        page=TABLES + ": propagation",
        hcl=two()
        + attached("a")
        + attached("b", "transit_gateway_default_route_table_propagation = false"),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
    ),
    Case(
        name="without propagation back no TCP is answered, the rest crosses",
        page=TABLES + ": propagation",
        hcl=two()
        + attached("a", "transit_gateway_default_route_table_propagation = false")
        + attached("b"),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="protocols but tcp",
    ),
    Case(
        name="explicit propagation both ways",
        page=TABLES + ": propagation",
        hcl=EXPLICIT + joined("propagation.a", "b", "a") + joined("propagation.b", "a", "b"),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="any",
    ),
    Case(
        name="tables of their own without routes part what is attached",
        page=TABLES,
        hcl=EXPLICIT,
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
    ),
    Case(
        name="a static route leads where nothing is propagated",
        page=TABLES + ": static routes",
        hcl=EXPLICIT
        + hub_route("ab", "a", "10.2.0.0/16", "b")
        + hub_route("ba", "b", "10.1.0.0/16", "a"),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="any",
    ),
    Case(
        name="a propagated /16 with a blackholed /24: the longer prefix drops",
        page=WORKS + ": route evaluation order",
        hcl=EXPLICIT
        + joined("propagation.a", "b", "a")
        + joined("propagation.b", "a", "b")
        + hub_route("drop", "a", "10.2.1.0/24", "blackhole"),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
    ),
    Case(
        name="a propagated /16 with another /24 blackholed: the rest goes through",
        page=WORKS + ": route evaluation order",
        hcl=EXPLICIT
        + joined("propagation.a", "b", "a")
        + joined("propagation.b", "a", "b")
        + hub_route("drop", "a", "10.2.1.0/25", "blackhole"),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="any",
        destinations=("10.2.1.128/25",),
    ),
    Case(
        name="a static blackhole beats a propagated route to the same prefix",
        page=WORKS + ": route evaluation order",
        hcl=EXPLICIT
        + joined("propagation.a", "b", "a")
        + joined("propagation.b", "a", "b")
        + hub_route("drop", "a", "10.2.0.0/16", "blackhole"),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
    ),
    Case(
        name="a VPC in no attachment is not reached",
        page=WORKS + ": resource attachments",
        hcl=two() + attached("a"),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
    ),
    Case(
        name="a group of another VPC is not known over a gateway by default",
        page="Amazon VPC Transit Gateways guide, Security group referencing",
        hcl=two(other=BY_REFERENCE) + ATTACHED,
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
    ),
    Case(
        name="a group of another VPC is known where the gateway supports it",
        page="Amazon VPC Transit Gateways guide, Security group referencing",
        hcl=two('security_group_referencing_support = "enable"', other=BY_REFERENCE) + ATTACHED,
        start="aws_instance.a",
        end="aws_instance.b",
        sure="tcp/5432",
    ),
    Case(
        name="a group is not known where one attachment has the support disabled",
        page="Amazon VPC Transit Gateways guide, Security group referencing",
        hcl=two('security_group_referencing_support = "enable"', other=BY_REFERENCE)
        + attached("a")
        + attached("b", 'security_group_referencing_support = "disable"'),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
    ),
    Case(
        name="into the attachment's own subnet no ACL is asked",
        page="Amazon VPC Transit Gateways guide, Network ACLs for transit gateways",
        hcl=two()
        + ATTACHED
        + acl("b", "b", "b", into="100 allow udp 53 53 10.9.0.0/16", out=EVERY_PACKET),
        start="aws_instance.a",
        end="aws_instance.b",
        # In nothing is asked; what answers is let out, and at the gateway's door asked by source.
        sure="protocols but tcp",
    ),
    Case(
        name="from another subnet the ACL of the attachment is asked by destination",
        page="Amazon VPC Transit Gateways guide, Network ACLs for transit gateways",
        hcl=PROVIDER
        + network("a", 1)
        + vpc("b", 2, "door")
        + table("b", "b", routes=route("10.0.0.0/8", BY_GATEWAY))
        + open_host("b")
        + gateway()
        + attached("a")
        + attached("b", subnet="door")
        + acl(
            "door",
            "b",
            "door",
            into=EVERY_PACKET,
            out="100 allow tcp 443 443 10.2.1.0/24",
        ),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="tcp/443",
    ),
    Case(
        name="a prefix list of routes leads to an attachment",
        page="Amazon VPC Transit Gateways guide, Prefix list references",
        hcl=EXPLICIT
        + joined("propagation.a", "b", "a")
        + resource(
            "aws_ec2_managed_prefix_list.l",
            'name = "l"\naddress_family = "IPv4"\nmax_entries = 2\n'
            'entry {\ncidr = "10.2.1.0/26"\n}',
        )
        + resource(
            "aws_ec2_transit_gateway_prefix_list_reference.l",
            f"""
            prefix_list_id                 = aws_ec2_managed_prefix_list.l.id
            transit_gateway_attachment_id  = {_attachment("b", "vpc")}
            transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.a.id
            """,
        ),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="any",
        destinations=("10.2.1.0/26",),
    ),
    Case(
        name="gateways peered across Regions, static routes on both",
        page="Amazon VPC Transit Gateways guide, Transit gateway peering attachments",
        hcl=PROVIDER
        + FAR
        + network("a", 1)
        + gateway()
        + attached("a")
        + network("b", 2).replace("aws_ec2_transit_gateway.t.", "aws_ec2_transit_gateway.u.")
        + gateway(name="u")
        + attached("b", gateway="u")
        + resource(
            "aws_ec2_transit_gateway_peering_attachment.p",
            """
            transit_gateway_id      = aws_ec2_transit_gateway.t.id
            peer_transit_gateway_id = aws_ec2_transit_gateway.u.id
            peer_region             = "ap-northeast-3"
            """,
        )
        + resource(
            "aws_ec2_transit_gateway_peering_attachment_accepter.p",
            "transit_gateway_attachment_id = aws_ec2_transit_gateway_peering_attachment.p.id",
        )
        + resource(
            "aws_ec2_transit_gateway_route.there",
            f"""
            destination_cidr_block         = "10.2.0.0/16"
            transit_gateway_attachment_id  = {_attachment("p", "peering")}
            transit_gateway_route_table_id =
              aws_ec2_transit_gateway.t.association_default_route_table_id
            """.replace("=\n", "= "),
        )
        + resource(
            "aws_ec2_transit_gateway_route.back",
            """
            destination_cidr_block         = "10.1.0.0/16"
            transit_gateway_attachment_id  =
              aws_ec2_transit_gateway_peering_attachment_accepter.p.transit_gateway_attachment_id
            transit_gateway_route_table_id =
              aws_ec2_transit_gateway.u.association_default_route_table_id
            """.replace("=\n", "= "),
        ),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="any",
    ),
    Case(
        name="peered gateways propagate nothing to each other",
        page="Amazon VPC Transit Gateways guide, Transit gateway peering attachments",
        hcl=PROVIDER
        + network("a", 1)
        + gateway()
        + attached("a")
        + network("b", 2).replace("aws_ec2_transit_gateway.t.", "aws_ec2_transit_gateway.u.")
        + gateway(name="u")
        + attached("b", gateway="u")
        + resource(
            "aws_ec2_transit_gateway_peering_attachment.p",
            """
            transit_gateway_id      = aws_ec2_transit_gateway.t.id
            peer_transit_gateway_id = aws_ec2_transit_gateway.u.id
            peer_region             = "ap-northeast-1"
            """,
        ),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
    ),
    Case(
        name="an egress VPC takes what is not local to the Internet",
        page="Amazon VPC Transit Gateways guide, Centralized outbound routing to the internet",
        hcl=PROVIDER
        + vpc("a", 1)
        + table("a", "a", routes=route("0.0.0.0/0", BY_GATEWAY))
        + open_host("a")
        + vpc("e", 9, "door")
        + resource("aws_internet_gateway.g", "vpc_id = aws_vpc.e.id")
        + resource("aws_eip.n")
        + resource("aws_nat_gateway.n", "subnet_id = aws_subnet.e.id\nallocation_id = aws_eip.n.id")
        + table(
            "e",
            "e",
            routes=route("0.0.0.0/0", "gateway_id = aws_internet_gateway.g.id")
            + route("10.0.0.0/8", BY_GATEWAY),
        )
        + table("door", "e", routes=route("0.0.0.0/0", "nat_gateway_id = aws_nat_gateway.n.id"))
        + gateway(APART)
        + attached("a")
        + attached("e", subnet="door")
        + hub_table("spokes")
        + hub_table("egress")
        + joined("association.a", "spokes", "a")
        + joined("association.e", "egress", "e")
        + joined("propagation.a", "egress", "a")
        + hub_route("all", "spokes", "0.0.0.0/0", "e"),
        start="aws_instance.a",
        end=INTERNET,
        sure="icmp, tcp, udp",
    ),
    Case(
        name="a gateway of another account: what else hangs on it is not known",
        page=WORKS + ": resource attachments",
        hcl=(PROVIDER + network("a", 1) + network("b", 2) + ATTACHED).replace(
            "aws_ec2_transit_gateway.t.id", "data.aws_ec2_transit_gateway.t.id"
        )
        + 'data "aws_ec2_transit_gateway" "t" {}\n',
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
        possible="any",
        unknown="data.aws_ec2_transit_gateway.t",
    ),
)
