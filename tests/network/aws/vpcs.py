"""Cases within VPCs and over peerings: groups, ACLs, tables, gateways to the Internet."""

from __future__ import annotations

from typing import Final

from cloudguard.network.wiring import INTERNET
from tests.network.aws.blocks import (
    EVERY_PACKET,
    EVERYTHING,
    PROVIDER,
    acl,
    by_peering,
    group,
    host,
    open_group,
    open_host,
    peered,
    peering,
    port,
    resource,
    route,
    table,
    vpc,
)
from tests.network.cases import Case

ANYWHERE: Final = 'cidr_blocks = ["0.0.0.0/0"]'
GATEWAY: Final = resource("aws_internet_gateway.g", "vpc_id = aws_vpc.a.id")
PUBLIC: Final = (
    GATEWAY
    + table("a", "a", routes=route("0.0.0.0/0", "gateway_id = aws_internet_gateway.g.id"))
    + table("p", "a", routes=route("0.0.0.0/0", "nat_gateway_id = aws_nat_gateway.n.id"))
)
NAT: Final = resource("aws_eip.n") + resource(
    "aws_nat_gateway.n", "subnet_id = aws_subnet.a.id\nallocation_id = aws_eip.n.id"
)
WITH_NAT: Final = PROVIDER + vpc("a", 1, "p") + PUBLIC + NAT + open_host("p", "a", "p")

CASES: Final = (
    Case(
        name="a group without egress lets nothing out",
        page="terraform-provider-aws docs, aws_security_group: egress",
        hcl=peered(one=group("a", "a", ingress=EVERYTHING) + host("a")),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
    ),
    Case(
        name="a group without egress answers what is let in",
        page="Amazon VPC User Guide, Security group basics",
        hcl=peered(one=group("a", "a", ingress=port(443, ANYWHERE)) + host("a")),
        start="aws_instance.b",
        end="aws_instance.a",
        sure="tcp/443",
    ),
    Case(
        name="a group without ingress lets nothing in",
        page="Amazon VPC User Guide, Security group basics",
        hcl=peered(other=group("b", "b", egress=EVERYTHING) + host("b")),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
    ),
    Case(
        name="peering: routes both ways, groups open",
        page="Amazon VPC Peering Guide, Route tables for VPC peering",
        hcl=peered(),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="any",
        sources=("10.1.1.0/24",),
        destinations=("10.2.1.0/24",),
    ),
    Case(
        name="peering: a group of the peer VPC is known by reference",
        page="Amazon VPC Peering Guide, Reference peer security groups",
        hcl=peered(
            other=group("b", "b", ingress=port(5432, "security_groups = [aws_security_group.a.id]"))
            + host("b")
        ),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="tcp/5432",
    ),
    Case(
        name="peering: without a route back TCP has no answer, UDP crosses",
        page="Amazon VPC Peering Guide, Route tables for VPC peering",
        hcl=PROVIDER
        + vpc("a", 1)
        + vpc("b", 2)
        + peering("p", "a", "b")
        + table("a", "a", routes=route("10.2.0.0/16", by_peering("p")))
        + open_host("a")
        + group(
            "b",
            "b",
            ingress=port(53, ANYWHERE, "udp"),
            egress=EVERYTHING,
        )
        + resource(
            "aws_vpc_security_group_ingress_rule.b",
            "security_group_id = aws_security_group.b.id\n"
            'cidr_ipv4 = "10.1.0.0/16"\nip_protocol = "tcp"\nfrom_port = 53\nto_port = 53',
        )
        + host("b"),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="udp/53",
    ),
    Case(
        name="A-B-C peering: A does not reach C through B",
        page="Amazon VPC Peering Guide, VPC peering limitations: transitive peering",
        hcl=peered()
        + vpc("c", 3)
        + open_host("c")
        + peering("q", "b", "c")
        + resource(
            "aws_route.ac",
            "route_table_id = aws_route_table.a.id\n"
            f'destination_cidr_block = "10.3.0.0/16"\n{by_peering("p")}',
        )
        + resource(
            "aws_route.bc",
            "route_table_id = aws_route_table.b.id\n"
            f'destination_cidr_block = "10.3.0.0/16"\n{by_peering("q")}',
        )
        + table("c", "c", routes=route("10.0.0.0/8", by_peering("q"))),
        start="aws_instance.a",
        end="aws_instance.c",
        sure="none",
    ),
    Case(
        name="ACL without ephemeral ports out: no answer to TCP, UDP crosses",
        page="Amazon VPC User Guide, Custom network ACLs: ephemeral ports",
        hcl=peered() + acl("b", "b", "b", into=EVERY_PACKET, out="100 allow udp 0 65535 0.0.0.0/0"),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="protocols but tcp",
    ),
    Case(
        name="ACL with ephemeral ports out: TCP is answered",
        page="Amazon VPC User Guide, Custom network ACLs: ephemeral ports",
        hcl=peered()
        + acl(
            "b",
            "b",
            "b",
            into="100 allow tcp 443 443 10.1.0.0/16",
            out="100 allow tcp 1024 65535 10.1.0.0/16",
        ),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="tcp/443",
    ),
    Case(
        name="ACL: the lowest number that matches decides",
        page="Amazon VPC User Guide, Network ACL rules",
        hcl=peered()
        + acl(
            "b",
            "b",
            "b",
            into="90 deny tcp 22 22 10.1.0.0/16; 100 allow tcp 20 25 0.0.0.0/0",
            out=EVERY_PACKET,
        ),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="tcp/20-21, tcp/23-25",
    ),
    Case(
        name="ACL is not asked within one subnet",
        page="Amazon VPC User Guide, Network ACL basics",
        hcl=PROVIDER
        + vpc("a", 1)
        + open_group("a", "a")
        + host("a")
        + host("b", "a", "a")
        + acl("a", "a", "a"),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="any",
    ),
    Case(
        name="a public NAT gateway takes a private host to the Internet",
        page="Amazon VPC User Guide, NAT gateways",
        hcl=WITH_NAT,
        start="aws_instance.p",
        end=INTERNET,
        sure="icmp, tcp, udp",
    ),
    Case(
        name="nothing of the Internet comes in over a NAT gateway",
        page="Amazon VPC User Guide, NAT gateways",
        hcl=WITH_NAT,
        start=INTERNET,
        end="aws_instance.p",
        sure="none",
    ),
    Case(
        name="NAT of a peer is not reached over the peering",
        page="Amazon VPC Peering Guide, VPC peering limitations: edge to edge routing",
        hcl=PROVIDER
        + vpc("a", 1, "p")
        + PUBLIC
        + NAT
        + vpc("b", 2)
        + open_host("b")
        + open_host("p", "a", "p")
        + peering("x", "a", "b")
        + table("b", "b", routes=route("0.0.0.0/0", by_peering("x"))),
        start="aws_instance.b",
        end=INTERNET,
        sure="none",
    ),
)
