"""Cases of services that take connections in, and of ways to and from the Internet."""

from __future__ import annotations

from typing import Final

from cloudguard.network.wiring import INTERNET
from tests.network.aws.blocks import (
    EVERYTHING,
    PROVIDER,
    by_peering,
    group,
    host,
    open_group,
    open_host,
    peering,
    port,
    resource,
    route,
    table,
    vpc,
)
from tests.network.cases import Case

ANYWHERE: Final = 'cidr_blocks = ["0.0.0.0/0"]'
ANYWHERE_6: Final = 'ipv6_cidr_blocks = ["::/0"]'
BY_IGW: Final = "gateway_id = aws_internet_gateway.g.id"
IGW: Final = resource("aws_internet_gateway.g", "vpc_id = aws_vpc.a.id")
V6: Final = "assign_generated_ipv6_cidr_block = true"
VPC_6: Final = resource("aws_vpc.a", f'cidr_block = "10.1.0.0/16"\n{V6}') + resource(
    "aws_subnet.a",
    """
    vpc_id                          = aws_vpc.a.id
    cidr_block                      = "10.1.1.0/24"
    ipv6_cidr_block                 = cidrsubnet(aws_vpc.a.ipv6_cidr_block, 8, 1)
    assign_ipv6_address_on_creation = true
    """,
)
PUBLIC: Final = PROVIDER + vpc("a", 1) + IGW + table("a", "a", routes=route("0.0.0.0/0", BY_IGW))
EIP: Final = resource("aws_eip.a", "instance = aws_instance.a.id")
HTTPS_ONLY: Final = group("a", "a", ingress=port(443, ANYWHERE)) + host("a")


def balanced(*, internal: str, kind: str = "application") -> str:
    """Return VPC a with a balancer at tcp/443 before an instance that listens at tcp/8080."""
    return (
        PROVIDER
        + vpc("a", 1, "t")
        + IGW
        + table("a", "a", routes=route("0.0.0.0/0", BY_IGW))
        + group("lb", "a", ingress=port(443, ANYWHERE), egress=EVERYTHING)
        + group("t", "a", ingress=port(8080, "security_groups = [aws_security_group.lb.id]"))
        + host("t")
        + resource(
            "aws_lb.l",
            f"""
            internal           = {internal}
            load_balancer_type = "{kind}"
            subnets            = [aws_subnet.a.id]
            security_groups    = [aws_security_group.lb.id]
            """,
        )
        + resource(
            "aws_lb_target_group.g",
            'port = 8080\nprotocol = "HTTP"\nvpc_id = aws_vpc.a.id',
        )
        + resource(
            "aws_lb_target_group_attachment.g",
            "target_group_arn = aws_lb_target_group.g.arn\ntarget_id = aws_instance.t.id",
        )
        + resource(
            "aws_lb_listener.l",
            """
            load_balancer_arn = aws_lb.l.arn
            port              = 443
            protocol          = "HTTPS"
            default_action {
              type             = "forward"
              target_group_arn = aws_lb_target_group.g.arn
            }
            """,
        )
    )


LINKED: Final = (
    PROVIDER
    + vpc("a", 1)
    + vpc("b", 2)
    + open_host("a")
    + open_group("door", "a")
    + resource(
        "aws_vpc_endpoint.e",
        """
        vpc_id             = aws_vpc.a.id
        vpc_endpoint_type  = "Interface"
        service_name       = aws_vpc_endpoint_service.s.service_name
        subnet_ids         = [aws_subnet.a.id]
        security_group_ids = [aws_security_group.door.id]
        """,
    )
    + resource(
        "aws_vpc_endpoint_service.s",
        "acceptance_required = false\nnetwork_load_balancer_arns = [aws_lb.n.arn]",
    )
    + resource(
        "aws_lb.n",
        'internal = true\nload_balancer_type = "network"\nsubnets = [aws_subnet.b.id]',
    )
    + resource(
        "aws_lb_target_group.n",
        'port = 5432\nprotocol = "TCP"\nvpc_id = aws_vpc.b.id\ntarget_type = "instance"\n'
        "preserve_client_ip = false",
    )
    + resource(
        "aws_lb_target_group_attachment.n",
        "target_group_arn = aws_lb_target_group.n.arn\ntarget_id = aws_instance.b.id",
    )
    + resource(
        "aws_lb_listener.n",
        """
        load_balancer_arn = aws_lb.n.arn
        port              = 5432
        protocol          = "TCP"
        default_action {
          type             = "forward"
          target_group_arn = aws_lb_target_group.n.arn
        }
        """,
    )
    + open_host("b")
)


def cluster(more: str) -> str:
    """Return an EKS cluster in VPC a."""
    return (
        PROVIDER
        + vpc("a", 1)
        + resource(
            "aws_eks_cluster.k",
            f"""
            name     = "k"
            role_arn = "arn:aws:iam::123456789012:role/k"
            vpc_config {{
              subnet_ids = [aws_subnet.a.id]
              {more}
            }}
            """,
        )
    )


def firewalled(policy: str, rules: str = "") -> str:
    """Return a host behind a firewall in the same VPC, before a NAT gateway."""
    return (
        PROVIDER
        + vpc("a", 1, "f", "n")
        + IGW
        + open_host("a")
        + resource(
            "aws_networkfirewall_firewall.f",
            """
            name                = "f"
            vpc_id              = aws_vpc.a.id
            firewall_policy_arn = aws_networkfirewall_firewall_policy.p.arn
            subnet_mapping {
              subnet_id = aws_subnet.f.id
            }
            """,
        )
        + resource(
            "aws_networkfirewall_firewall_policy.p",
            f'name = "p"\nfirewall_policy {{\n{policy}\n}}',
        )
        + rules
        + resource("aws_eip.n")
        + resource("aws_nat_gateway.n", "subnet_id = aws_subnet.n.id\nallocation_id = aws_eip.n.id")
        + table(
            "a",
            "a",
            routes=route(
                "0.0.0.0/0",
                "vpc_endpoint_id = tolist(aws_networkfirewall_firewall.f.firewall_status[0]"
                ".sync_states)[0].attachment[0].endpoint_id",
            ),
        )
        + table("f", "a", routes=route("0.0.0.0/0", "nat_gateway_id = aws_nat_gateway.n.id"))
        + table("n", "a", routes=route("0.0.0.0/0", BY_IGW))
    )


FORWARDED: Final = """
    stateless_default_actions          = ["aws:forward_to_sfe"]
    stateless_fragment_default_actions = ["aws:forward_to_sfe"]
    stateful_rule_group_reference {
      resource_arn = aws_networkfirewall_rule_group.r.arn
    }
"""
FIVE: Final = resource(
    "aws_networkfirewall_rule_group.r",
    """
    name     = "r"
    type     = "STATEFUL"
    capacity = 10
    rule_group {
      rules_source {
        stateful_rule {
          action = "DROP"
          header {
            protocol         = "TCP"
            direction        = "FORWARD"
            source           = "10.1.0.0/16"
            source_port      = "ANY"
            destination      = "ANY"
            destination_port = "ANY"
          }
          rule_option {
            keyword  = "sid"
            settings = ["1"]
          }
        }
      }
    }
    """,
)
DOMAINS: Final = resource(
    "aws_networkfirewall_rule_group.r",
    """
    name     = "r"
    type     = "STATEFUL"
    capacity = 10
    rule_group {
      rules_source {
        rules_source_list {
          generated_rules_type = "ALLOWLIST"
          target_types         = ["TLS_SNI"]
          targets              = [".example.lg.jp"]
        }
      }
    }
    """,
)

POLICY: Final = """
  policy_document = jsonencode({
    version = "2021.12"
    segments = [{ name = "one" }, { name = "two" }]
    attachment-policies = [{
      rule-number = 100
      condition-logic = "or"
      conditions = [{ type = "tag-exists", key = "segment" }]
      action = { association-method = "tag", tag-value-of-key = "segment" }
    }]
  })
"""


def core(one: str, other: str) -> str:
    """Return VPCs a and b attached to a core network, in these segments."""
    made = (
        PROVIDER
        + resource("aws_networkmanager_global_network.g")
        + resource(
            "aws_networkmanager_core_network.c",
            "global_network_id = aws_networkmanager_global_network.g.id",
        )
        + resource(
            "aws_networkmanager_core_network_policy_attachment.c",
            f"core_network_id = aws_networkmanager_core_network.c.id\n{POLICY}",
        )
    )
    for number, (name, segment) in enumerate((("a", one), ("b", other)), 1):
        made += (
            vpc(name, number)
            + open_host(name)
            + table(
                name,
                name,
                routes=route(
                    "10.0.0.0/8", "core_network_arn = aws_networkmanager_core_network.c.arn"
                ),
            )
            + resource(
                f"aws_networkmanager_vpc_attachment.{name}",
                f"""
                core_network_id = aws_networkmanager_core_network.c.id
                vpc_arn         = aws_vpc.{name}.arn
                subnet_arns     = [aws_subnet.{name}.arn]
                tags            = {{ segment = "{segment}" }}
                """,
            )
        )
    return made


CLIENTS: Final = (
    PROVIDER
    + vpc("a", 1, "c")
    + open_host("a")
    + open_group("c", "a")
    + resource(
        "aws_ec2_client_vpn_endpoint.v",
        """
        client_cidr_block      = "172.20.0.0/22"
        server_certificate_arn = "arn:aws:acm:ap-northeast-1:123456789012:certificate/1"
        vpc_id                 = aws_vpc.a.id
        security_group_ids     = [aws_security_group.c.id]
        authentication_options {
          type = "certificate-authentication"
        }
        connection_log_options {
          enabled = false
        }
        """,
    )
    + resource(
        "aws_ec2_client_vpn_network_association.v",
        "client_vpn_endpoint_id = aws_ec2_client_vpn_endpoint.v.id\nsubnet_id = aws_subnet.c.id",
    )
)
AUTHORISED: Final = resource(
    "aws_ec2_client_vpn_authorization_rule.v",
    "client_vpn_endpoint_id = aws_ec2_client_vpn_endpoint.v.id\n"
    'target_network_cidr = "10.1.1.0/25"\nauthorize_all_groups = true',
)
HOME: Final = {"home": ("aws_ec2_client_vpn_endpoint.v", ("172.20.0.0/22",))}


def lets_cluster_in(whose: str) -> str:
    """Return a database that lets the group of a cluster in, beside a cluster and its nodes."""
    return (
        PROVIDER
        + resource("aws_vpc.a", 'cidr_block = "10.1.0.0/16"')
        + resource("aws_subnet.a", 'vpc_id = aws_vpc.a.id\ncidr_block = "10.1.1.0/24"')
        + resource("aws_subnet.b", 'vpc_id = aws_vpc.a.id\ncidr_block = "10.1.2.0/24"')
        + resource(
            "aws_eks_cluster.c",
            """
            name     = "c"
            role_arn = "arn:aws:iam::111111111111:role/c"
            vpc_config {
              subnet_ids = [aws_subnet.a.id]
            }
            """,
        )
        + resource(
            "aws_eks_node_group.n",
            """
            cluster_name  = aws_eks_cluster.c.name
            node_role_arn = "arn:aws:iam::111111111111:role/n"
            subnet_ids    = [aws_subnet.a.id]
            """,
        )
        + 'data "aws_eks_cluster" "other" {\n  name = "other"\n}\n'
        + group("b", "a", ingress=port(5432, f"security_groups = [{whose}]"))
        + resource(
            "aws_network_interface.b",
            "subnet_id = aws_subnet.b.id\nsecurity_groups = [aws_security_group.b.id]",
        )
    )


CASES: Final = (
    Case(
        name="an elastic address makes a host public",
        page="Amazon VPC User Guide, Internet gateways",
        hcl=PUBLIC + HTTPS_ONLY + EIP,
        start=INTERNET,
        end="aws_instance.a",
        sure="tcp/443",
    ),
    Case(
        name="without a public address nothing comes in",
        page="Amazon VPC User Guide, Internet gateways",
        hcl=PUBLIC + HTTPS_ONLY,
        start=INTERNET,
        end="aws_instance.a",
        sure="none",
    ),
    Case(
        name="a subnet that gives public addresses",
        page="Amazon VPC User Guide, IP addressing for your VPCs and subnets",
        hcl=PUBLIC.replace(
            'cidr_block = "10.1.1.0/24"',
            'cidr_block = "10.1.1.0/24"\nmap_public_ip_on_launch = true',
        )
        + HTTPS_ONLY,
        start=INTERNET,
        end="aws_instance.a",
        sure="tcp/443",
    ),
    Case(
        name="IPv6 alone: IPv4 is closed, ::/0 is open",
        page="Amazon VPC User Guide, Internet gateways: IPv6",
        hcl=PROVIDER
        + VPC_6
        + IGW
        + table("a", "a", routes=route("::/0", BY_IGW))
        + group("a", "a", ingress=port(22, ANYWHERE_6))
        + host("a"),
        start=INTERNET,
        end="aws_instance.a",
        sure="tcp/22",
        sources=("2000::/3",),
    ),
    Case(
        name="an egress-only gateway lets IPv6 out",
        page="Amazon VPC User Guide, Egress-only internet gateways",
        hcl=PROVIDER
        + VPC_6
        + resource("aws_egress_only_internet_gateway.g", "vpc_id = aws_vpc.a.id")
        + table(
            "a",
            "a",
            routes=route("::/0", "egress_only_gateway_id = aws_egress_only_internet_gateway.g.id"),
        )
        + open_host("a"),
        start="aws_instance.a",
        end=INTERNET,
        sure="any",
        sources=("2000::/3",),
    ),
    Case(
        name="an egress-only gateway lets nothing in",
        page="Amazon VPC User Guide, Egress-only internet gateways",
        hcl=PROVIDER
        + VPC_6
        + resource("aws_egress_only_internet_gateway.g", "vpc_id = aws_vpc.a.id")
        + table(
            "a",
            "a",
            routes=route("::/0", "egress_only_gateway_id = aws_egress_only_internet_gateway.g.id"),
        )
        + open_host("a"),
        start=INTERNET,
        end="aws_instance.a",
        sure="none",
    ),
    Case(
        name="a regional NAT gateway leads to the Internet without a subnet",
        page="Amazon VPC User Guide, Regional NAT gateways for automatic multi-AZ expansion",
        hcl=PROVIDER
        + vpc("a", 1)
        + IGW
        + resource(
            "aws_nat_gateway.n",
            'vpc_id = aws_vpc.a.id\navailability_mode = "regional"',
        )
        + table("a", "a", routes=route("0.0.0.0/0", "nat_gateway_id = aws_nat_gateway.n.id"))
        + open_host("a"),
        start="aws_instance.a",
        end=INTERNET,
        sure="icmp, tcp, udp",
    ),
    Case(
        name="a balancer ends connections and opens others to its targets",
        page="Elastic Load Balancing User Guide, How Elastic Load Balancing works",
        hcl=balanced(internal="false"),
        start=INTERNET,
        end="aws_instance.t",
        sure="tcp/8080",
    ),
    Case(
        name="an internal balancer is not reached from the Internet",
        page="Elastic Load Balancing User Guide, Load balancer scheme",
        hcl=balanced(internal="true"),
        start=INTERNET,
        end="aws_instance.t",
        sure="none",
    ),
    Case(
        name="a database that is publicly accessible, by its group of subnets",
        page="Amazon RDS User Guide, Hiding a DB instance in a VPC from the internet",
        hcl=PUBLIC
        + group("d", "a", ingress=port(5432, ANYWHERE))
        + resource("aws_db_subnet_group.d", 'name = "d"\nsubnet_ids = [aws_subnet.a.id]')
        + resource(
            "aws_db_instance.d",
            """
            instance_class         = "db.t3.micro"
            engine                 = "postgres"
            allocated_storage      = 20
            username               = "u"
            db_subnet_group_name   = aws_db_subnet_group.d.name
            vpc_security_group_ids = [aws_security_group.d.id]
            publicly_accessible    = true
            """,
        ),
        start=INTERNET,
        end="aws_db_instance.d",
        sure="tcp/5432",
    ),
    Case(
        name="PrivateLink leads to the provider's targets",
        page="AWS PrivateLink Guide, Concepts: endpoint services",
        hcl=LINKED,
        start="aws_instance.a",
        end="aws_instance.b",
        sure="tcp/5432",
    ),
    Case(
        name="PrivateLink leads one way alone",
        page="AWS PrivateLink Guide, Concepts: service consumers",
        hcl=LINKED,
        start="aws_instance.b",
        end="aws_instance.a",
        sure="none",
    ),
    Case(
        name="a gateway endpoint and an Internet gateway are not reached from a peer",
        page="Amazon VPC Peering Guide, VPC peering limitations: edge to edge routing",
        hcl=PUBLIC
        + resource(
            "aws_vpc_endpoint.s",
            """
            vpc_id          = aws_vpc.a.id
            service_name    = "com.amazonaws.ap-northeast-1.s3"
            route_table_ids = [aws_route_table.a.id]
            """,
        )
        + vpc("b", 2)
        + peering("p", "a", "b")
        + table("b", "b", routes=route("0.0.0.0/0", by_peering("p")))
        + open_host("b")
        + EIP.replace("aws_instance.a", "aws_instance.b"),
        start="aws_instance.b",
        end=INTERNET,
        sure="none",
    ),
    Case(
        name="the API of an EKS cluster is public unless it is said otherwise",
        page="Amazon EKS User Guide, Cluster API server endpoint",
        hcl=cluster(""),
        start=INTERNET,
        end="aws_eks_cluster.k",
        sure="tcp/443",
    ),
    Case(
        name="the public API of an EKS cluster, for some prefixes",
        page="Amazon EKS User Guide, Cluster API server endpoint",
        hcl=cluster('public_access_cidrs = ["198.51.100.0/24"]'),
        start=INTERNET,
        end="aws_eks_cluster.k",
        sure="tcp/443",
        sources=("198.51.100.0/24",),
    ),
    Case(
        name="an EKS cluster without a public API",
        page="Amazon EKS User Guide, Cluster API server endpoint",
        hcl=cluster("endpoint_public_access = false\nendpoint_private_access = true"),
        start=INTERNET,
        end="aws_eks_cluster.k",
        sure="none",
    ),
    Case(
        name="a Client VPN leads to what its rules authorise",
        page="AWS Client VPN Administrator Guide, Client VPN authorization rules",
        hcl=CLIENTS + AUTHORISED,
        start="home",
        end="aws_instance.a",
        sure="any",
        sources=("10.1.2.0/24",),
        destinations=("10.1.1.0/25",),
        outside=HOME,
    ),
    Case(
        name="a Client VPN without rules leads nowhere",
        page="AWS Client VPN Administrator Guide, Client VPN authorization rules",
        hcl=CLIENTS,
        start="home",
        end="aws_instance.a",
        sure="none",
        outside=HOME,
    ),
    Case(
        name="nothing connects to the clients of a Client VPN",
        page="AWS Client VPN Administrator Guide, How AWS Client VPN works",
        hcl=CLIENTS + AUTHORISED,
        start="aws_instance.a",
        end="home",
        sure="none",
        outside=HOME,
    ),
    Case(
        name="a firewall that drops TCP lets the rest out",
        page="AWS Network Firewall Developer Guide, Managing evaluation order",
        hcl=firewalled(FORWARDED, FIVE),
        start="aws_instance.a",
        end=INTERNET,
        sure="icmp, udp",
    ),
    Case(
        name="a firewall whose stateless default drops lets nothing out",
        page="AWS Network Firewall Developer Guide, Firewall policy settings",
        hcl=firewalled(
            'stateless_default_actions = ["aws:drop"]\n'
            'stateless_fragment_default_actions = ["aws:drop"]'
        ),
        start="aws_instance.a",
        end=INTERNET,
        sure="none",
    ),
    Case(
        name="a list of domains: which TCP passes, contents tell",
        page="AWS Network Firewall Developer Guide, Stateful domain list rule groups",
        hcl=firewalled(FORWARDED, DOMAINS),
        start="aws_instance.a",
        end=INTERNET,
        sure="icmp, udp",
        possible="icmp, tcp, udp",
    ),
    Case(
        name="what a machine that hands packets on does with them is not known",
        page="Amazon EC2 User Guide, Network interface attributes: source/destination checking",
        hcl=PROVIDER
        + vpc("a", 1, "m")
        + vpc("b", 2)
        + peering("p", "a", "b")
        + open_host("a")
        + open_host("b")
        + open_host("m", "a", "m", "source_dest_check = false")
        + table(
            "a",
            "a",
            routes=route(
                "10.2.0.0/16",
                "network_interface_id = aws_instance.m.primary_network_interface_id",
            ),
        )
        + table("m", "a", routes=route("10.2.0.0/16", by_peering("p")))
        + table("b", "b", routes=route("10.1.0.0/16", by_peering("p"))),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
        possible="any",
        unknown="aws_instance.m",
    ),
    Case(
        name="a route table that comes from a data source",
        page="Amazon VPC User Guide, Route tables",
        hcl=PROVIDER
        + vpc("a", 1)
        + vpc("b", 2)
        + open_host("a")
        + open_host("b")
        + 'data "aws_route_table" "t" {\nvpc_id = aws_vpc.a.id\n}\n'
        + resource(
            "aws_route_table_association.a",
            "subnet_id = aws_subnet.a.id\nroute_table_id = data.aws_route_table.t.id",
        ),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
        unknown="data.aws_route_table.t",
    ),
    Case(
        name="what is in the default VPC is not seen",
        page="Amazon VPC User Guide, Default VPCs",
        hcl=PROVIDER
        + vpc("a", 1)
        + open_host("a")
        + resource("aws_instance.d", 'ami = "ami-1"\ninstance_type = "t3.micro"'),
        start="aws_instance.d",
        end="aws_instance.a",
        sure="none",
        unknown="the default VPC",
    ),
    Case(
        name="a secondary CIDR of a VPC is local",
        page="Amazon VPC User Guide, IP addressing for your VPCs and subnets",
        hcl=PROVIDER
        + vpc("a", 1)
        + open_host("a")
        + resource(
            "aws_vpc_ipv4_cidr_block_association.s",
            'vpc_id = aws_vpc.a.id\ncidr_block = "100.64.0.0/16"',
        )
        + resource("aws_subnet.s", 'vpc_id = aws_vpc.a.id\ncidr_block = "100.64.1.0/24"')
        + open_host("s", "a", "s"),
        start="aws_instance.a",
        end="aws_instance.s",
        sure="any",
        destinations=("100.64.1.0/24",),
    ),
    Case(
        name="the main route table is that of an association",
        page="Amazon VPC User Guide, Route tables: main route table",
        hcl=PROVIDER
        + vpc("a", 1)
        + vpc("b", 2)
        + peering("p", "a", "b")
        + open_host("a")
        + open_host("b")
        + resource(
            "aws_route_table.m", f"vpc_id = aws_vpc.a.id\n{route('10.2.0.0/16', by_peering('p'))}"
        )
        + resource(
            "aws_main_route_table_association.m",
            "vpc_id = aws_vpc.a.id\nroute_table_id = aws_route_table.m.id",
        )
        + resource(
            "aws_default_route_table.b",
            "default_route_table_id = aws_vpc.b.default_route_table_id\n"
            f"{route('10.1.0.0/16', by_peering('p'))}",
        ),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="any",
    ),
    Case(
        name="hosts without groups have the default one: among its members all passes",
        page="Amazon VPC User Guide, Default security groups",
        hcl=PROVIDER
        + vpc("a", 1, "b")
        + host("a").replace("[aws_security_group.a.id]", "null")
        + host("b").replace("[aws_security_group.b.id]", "null"),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="any",
    ),
    Case(
        name="the default group lets in nobody else",
        page="Amazon VPC User Guide, Default security groups",
        hcl=PROVIDER
        + vpc("a", 1, "b")
        + open_host("a")
        + host("b").replace("[aws_security_group.b.id]", "null"),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
    ),
    Case(
        name="Cloud WAN: attachments of one segment reach each other",
        page="AWS Cloud WAN User Guide, Core network policy version parameters: segments",
        hcl=core("one", "one"),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="any",
    ),
    Case(
        name="Cloud WAN: segments are apart unless they are shared",
        page="AWS Cloud WAN User Guide, Core network policy version parameters: segments",
        hcl=core("one", "two"),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
    ),
    Case(
        name="a mirror copies what a host sends, whatever its group says",
        page="Amazon VPC Traffic Mirroring guide, How Traffic Mirroring works",
        hcl=PROVIDER
        + vpc("a", 1, "b")
        + group("a", "a")
        + host("a")
        + group("b", "a", ingress=port(4789, ANYWHERE, "udp"))
        + host("b")
        + resource(
            "aws_ec2_traffic_mirror_target.t",
            "network_interface_id = aws_instance.b.primary_network_interface_id",
        )
        + resource("aws_ec2_traffic_mirror_filter.f")
        + resource(
            "aws_ec2_traffic_mirror_session.s",
            """
            network_interface_id     = aws_instance.a.primary_network_interface_id
            traffic_mirror_target_id = aws_ec2_traffic_mirror_target.t.id
            traffic_mirror_filter_id = aws_ec2_traffic_mirror_filter.f.id
            session_number           = 1
            """,
        ),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="udp/4789",
    ),
    Case(
        name="a subnet that is shared: others may put hosts into it",
        page="Amazon VPC User Guide, Share your VPC subnets with other accounts",
        hcl=PROVIDER
        + vpc("a", 1)
        + open_host("a")
        + resource("aws_ram_resource_share.r", 'name = "r"')
        + resource(
            "aws_ram_resource_association.r",
            "resource_arn = aws_subnet.a.arn\nresource_share_arn = aws_ram_resource_share.r.arn",
        )
        + vpc("b", 2)
        + open_host("b"),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
        unknown="aws_ram_resource_association.r",
    ),
    Case(
        name="a group that EKS makes for its cluster, by reference",
        page="Amazon EKS User Guide, View Amazon EKS security group requirements for clusters",
        hcl=lets_cluster_in("aws_eks_cluster.c.vpc_config[0].cluster_security_group_id"),
        start="aws_eks_node_group.n",
        end="aws_network_interface.b",
        sure="tcp/5432",
    ),
    Case(
        name="a group of a cluster that is not in this input",
        page="Amazon EKS User Guide, View Amazon EKS security group requirements for clusters",
        hcl=lets_cluster_in("data.aws_eks_cluster.other.vpc_config[0].cluster_security_group_id"),
        start="aws_eks_node_group.n",
        end="aws_network_interface.b",
        sure="none",
        possible="tcp/5432",
    ),
)
