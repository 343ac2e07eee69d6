"""Terraform text that many cases share: VPCs, hosts, groups, tables."""

from __future__ import annotations

from typing import Final

PROVIDER: Final = 'provider "aws" { region = "ap-northeast-1" }\n'
EVERYTHING: Final = """
    protocol         = "-1"
    from_port        = 0
    to_port          = 0
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
"""


def block(kind: str, labels: str, body: str) -> str:
    """Return a block: `block("resource", "aws_vpc.a", …)`."""
    quoted = " ".join(f'"{label}"' for label in labels.split("."))
    return f"{kind} {quoted} {{\n{body}\n}}\n"


def resource(address: str, body: str = "") -> str:
    """Return a resource."""
    return block("resource", address, body)


def vpc(name: str, number: int, *subnets: str, more: str = "") -> str:
    """Return a VPC 10.NUMBER.0.0/16 and its subnets: the first has its name and 10.NUMBER.1.0/24.

    Further ones are 10.NUMBER.2.0/24 and so on.
    """
    made = resource(f"aws_vpc.{name}", f'cidr_block = "10.{number}.0.0/16"\n{more}')
    for place, subnet in enumerate((name, *subnets), 1):
        made += resource(
            f"aws_subnet.{subnet}",
            f'vpc_id = aws_vpc.{name}.id\ncidr_block = "10.{number}.{place}.0/24"',
        )
    return made


def open_group(name: str, vpc: str) -> str:
    """Return a group that lets everything in and out."""
    return group(name, vpc, ingress=EVERYTHING, egress=EVERYTHING)


def group(name: str, vpc: str, *, ingress: str = "", egress: str = "") -> str:
    """Return a group with at most one rule each way."""
    rules = "".join(
        f"{way} {{\n{rule}\n}}\n"
        for way, rule in (("ingress", ingress), ("egress", egress))
        if rule
    )
    return resource(f"aws_security_group.{name}", f"vpc_id = aws_vpc.{vpc}.id\n{rules}")


def port(number: int, peer: str, protocol: str = "tcp") -> str:
    """Return the body of a rule for one port."""
    return f'protocol = "{protocol}"\nfrom_port = {number}\nto_port = {number}\n{peer}'


def host(name: str, subnet: str = "", groups: str = "", more: str = "") -> str:
    """Return an instance, in the subnet and the group of its own name where none are given."""
    return resource(
        f"aws_instance.{name}",
        f"""
        ami                    = "ami-1"
        instance_type          = "t3.micro"
        subnet_id              = aws_subnet.{subnet or name}.id
        vpc_security_group_ids = [aws_security_group.{groups or name}.id]
        {more}
        """,
    )


def open_host(name: str, vpc: str = "", subnet: str = "", more: str = "") -> str:
    """Return an instance whose group lets everything pass, in the VPC of its name."""
    return open_group(name, vpc or name) + host(name, subnet or vpc or name, more=more)


def table(name: str, vpc: str, *subnets: str, routes: str = "") -> str:
    """Return a route table and its subnets, that of its own name where none are given."""
    made = resource(f"aws_route_table.{name}", f"vpc_id = aws_vpc.{vpc}.id\n{routes}")
    for subnet in subnets or (name,):
        made += resource(
            f"aws_route_table_association.{subnet}",
            f"subnet_id = aws_subnet.{subnet}.id\nroute_table_id = aws_route_table.{name}.id",
        )
    return made


def route(destination: str, target: str) -> str:
    """Return a route within a table: `route("10.2.0.0/16", "gateway_id = …")`."""
    kind = "ipv6_cidr_block" if ":" in destination else "cidr_block"
    return f'route {{\n{kind} = "{destination}"\n{target}\n}}\n'


def peering(name: str, one: str, other: str) -> str:
    """Return a peering of two VPCs that is accepted at once."""
    return resource(
        f"aws_vpc_peering_connection.{name}",
        f"vpc_id = aws_vpc.{one}.id\npeer_vpc_id = aws_vpc.{other}.id\nauto_accept = true",
    )


def by_peering(name: str) -> str:
    """Return the target of a route to a peering."""
    return f"vpc_peering_connection_id = aws_vpc_peering_connection.{name}.id"


def acl(name: str, vpc: str, subnet: str, *, into: str = "", out: str = "") -> str:
    """Return a network ACL of one subnet; rules as `100 allow tcp 443 443 0.0.0.0/0; …`."""
    rules = _rules("ingress", into) + _rules("egress", out)
    return resource(
        f"aws_network_acl.{name}",
        f"vpc_id = aws_vpc.{vpc}.id\nsubnet_ids = [aws_subnet.{subnet}.id]\n{rules}",
    )


EVERY_PACKET: Final = "100 allow -1 0 0 0.0.0.0/0"


def _rules(way: str, text: str) -> str:
    made = ""
    for rule in filter(None, (part.strip() for part in text.split(";"))):
        number, action, protocol, low, high, peer = rule.split()
        kind = "ipv6_cidr_block" if ":" in peer else "cidr_block"
        made += (
            f'{way} {{\nrule_no = {number}\naction = "{action}"\nprotocol = "{protocol}"\n'
            f'from_port = {low}\nto_port = {high}\n{kind} = "{peer}"\n}}\n'
        )
    return made


def peered(one: str = "", other: str = "") -> str:
    """Return VPCs a and b, peered, with routes both ways; `one` and `other` are what is in them."""
    return (
        PROVIDER
        + vpc("a", 1)
        + vpc("b", 2)
        + peering("p", "a", "b")
        + table("a", "a", routes=route("10.2.0.0/16", by_peering("p")))
        + table("b", "b", routes=route("10.1.0.0/16", by_peering("p")))
        + (one or open_host("a"))
        + (other or open_host("b"))
    )
