"""Cases over lines to the outside: VPN, Direct Connect, CloudHub, SiteLink, Client VPN."""

from __future__ import annotations

from typing import Final

from cloudguard.network.wiring import INTERNET
from tests.network.aws.blocks import PROVIDER, open_host, resource, route, table, vpc
from tests.network.aws.gateways import BY_GATEWAY, attached, gateway
from tests.network.cases import Case

VPN: Final = "AWS Site-to-Site VPN User Guide, "
DX: Final = "AWS Direct Connect User Guide, "
OFFICE: Final = {"office": ("aws_vpn_connection.office", ("192.168.0.0/16",))}
BOTH: Final = {
    "office": ("*.office", ("192.168.0.0/16",)),
    "branch": ("*.branch", ("172.16.0.0/16",)),
}
BY_VGW: Final = "gateway_id = aws_vpn_gateway.g.id"


def vgw(more: str = "vpc_id = aws_vpc.a.id") -> str:
    """Return a virtual private gateway."""
    return resource("aws_vpn_gateway.g", more)


def connection(name: str, *, static: bool = False, ends: str = "") -> str:
    """Return a VPN connection and its customer gateway."""
    return resource(
        f"aws_customer_gateway.{name}",
        'bgp_asn = 65000\nip_address = "203.0.113.9"\ntype = "ipsec.1"',
    ) + resource(
        f"aws_vpn_connection.{name}",
        f"""
        {ends or "vpn_gateway_id = aws_vpn_gateway.g.id"}
        customer_gateway_id = aws_customer_gateway.{name}.id
        type                = "ipsec.1"
        static_routes_only  = {str(static).lower()}
        """,
    )


def told(name: str, prefix: str) -> str:
    """Return a static route of a VPN connection."""
    return resource(
        f"aws_vpn_connection_route.{name}",
        f'destination_cidr_block = "{prefix}"\nvpn_connection_id = aws_vpn_connection.{name}.id',
    )


def interface(name: str, ends: str, kind: str = "private", more: str = "") -> str:
    """Return a virtual interface of Direct Connect."""
    return resource(
        f"aws_dx_{kind}_virtual_interface.{name}",
        f"""
        connection_id  = "dxcon-1"
        name           = "{name}"
        vlan           = 100
        address_family = "ipv4"
        bgp_asn        = 65000
        {ends}
        {more}
        """,
    )


def routed(routes: str) -> str:
    """Return VPC a with a host and these routes."""
    return PROVIDER + vpc("a", 1) + open_host("a") + table("a", "a", routes=routes)


PROPAGATED: Final = (
    PROVIDER
    + vpc("a", 1)
    + open_host("a")
    + table("a", "a", routes="propagating_vgws = [aws_vpn_gateway.g.id]")
)
LINE: Final = resource("aws_dx_gateway.d", 'name = "d"\namazon_side_asn = "64512"')
BY_LINE: Final = "dx_gateway_id = aws_dx_gateway.d.id"


def associated(gateway: str, prefixes: str = "") -> str:
    """Return the association of a Direct Connect gateway."""
    allowed = f"allowed_prefixes = [{prefixes}]" if prefixes else ""
    return resource(
        "aws_dx_gateway_association.x",
        f"{BY_LINE}\nassociated_gateway_id = {gateway}.id\n{allowed}",
    )


CASES: Final = (
    Case(
        name="a static VPN: what it is told and routed",
        page=VPN + "Static and dynamic routing",
        hcl=routed(route("192.168.0.0/16", BY_VGW))
        + vgw()
        + connection("office", static=True)
        + told("office", "192.168.7.0/24"),
        start="aws_instance.a",
        end="office",
        sure="any",
        destinations=("192.168.7.0/24",),
        outside=OFFICE,
    ),
    Case(
        name="a VPN without a route in the VPC: no TCP, the rest comes in",
        page=VPN + "Configure routing",
        hcl=PROVIDER + vpc("a", 1) + open_host("a") + vgw() + connection("office"),
        start="office",
        end="aws_instance.a",
        sure="protocols but tcp",
        outside=OFFICE,
    ),
    Case(
        name="a VPN whose routes are propagated",
        page="Amazon VPC User Guide, Route tables: route propagation",
        hcl=PROPAGATED + vgw() + connection("office"),
        start="office",
        end="aws_instance.a",
        sure="any",
        outside=OFFICE,
    ),
    Case(
        name="propagation by a resource of its own",
        page="Amazon VPC User Guide, Route tables: route propagation",
        hcl=routed("")
        + vgw()
        + connection("office")
        + resource(
            "aws_vpn_gateway_route_propagation.a",
            "vpn_gateway_id = aws_vpn_gateway.g.id\nroute_table_id = aws_route_table.a.id",
        ),
        start="aws_instance.a",
        end="office",
        sure="any",
        outside=OFFICE,
    ),
    Case(
        name="what lies behind a VPN that nobody declares is not known",
        page=VPN + "How AWS Site-to-Site VPN works",
        hcl=PROPAGATED + vgw() + connection("office") + vpc("b", 2) + open_host("b"),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
        unknown="aws_vpn_connection.office",
    ),
    Case(
        name="a VPN does not lead through the VPC to a peer or the Internet",
        page="Amazon VPC Peering Guide, VPC peering limitations: edge to edge routing",
        hcl=routed(
            route("0.0.0.0/0", "gateway_id = aws_internet_gateway.g.id")
            + "propagating_vgws = [aws_vpn_gateway.g.id]"
        )
        + resource("aws_internet_gateway.g", "vpc_id = aws_vpc.a.id")
        + vgw()
        + connection("office"),
        start="office",
        end=INTERNET,
        sure="none",
        outside=OFFICE,
    ),
    Case(
        name="CloudHub: two VPNs that announce routes at one gateway reach each other",
        page=VPN + "Secure communication between connections using VPN CloudHub",
        hcl=PROPAGATED + vgw() + connection("office") + connection("branch"),
        start="office",
        end="branch",
        sure="any",
        outside=BOTH,
    ),
    Case(
        name="static VPNs at one gateway do not reach each other",
        page=VPN + "Secure communication between connections using VPN CloudHub",
        hcl=PROPAGATED
        + vgw()
        + connection("office", static=True)
        + connection("branch", static=True)
        + told("office", "192.168.0.0/16")
        + told("branch", "172.16.0.0/16"),
        start="office",
        end="branch",
        sure="none",
        outside=BOTH,
    ),
    Case(
        name="a VPN at a Transit Gateway reaches what is attached",
        page="Amazon VPC Transit Gateways guide, VPN attachments",
        hcl=routed(route("0.0.0.0/0", BY_GATEWAY))
        + gateway()
        + attached("a")
        + connection("office", ends=BY_GATEWAY),
        start="office",
        end="aws_instance.a",
        sure="any",
        outside=OFFICE,
    ),
    Case(
        name="two VPNs at a Transit Gateway reach each other by its default table",
        page="Amazon VPC Transit Gateways guide, VPN attachments",
        hcl=routed(route("0.0.0.0/0", BY_GATEWAY))
        + gateway()
        + attached("a")
        + connection("office", ends=BY_GATEWAY)
        + connection("branch", ends=BY_GATEWAY),
        start="office",
        end="branch",
        sure="any",
        outside=BOTH,
    ),
    Case(
        name="Direct Connect to a virtual private gateway",
        page=DX + "Virtual private gateway associations",
        hcl=PROPAGATED
        + vgw()
        + LINE
        + associated("aws_vpn_gateway.g")
        + interface("office", BY_LINE),
        start="office",
        end="aws_instance.a",
        sure="any",
        outside=BOTH,
    ),
    Case(
        name="Direct Connect: prefixes that are not allowed are not announced",
        page=DX + "Allowed prefixes interactions for AWS Direct Connect gateways",
        hcl=routed(route("0.0.0.0/0", BY_GATEWAY))
        + gateway()
        + attached("a")
        + LINE
        + associated("aws_ec2_transit_gateway.t", '"10.7.0.0/16"')
        + interface("office", BY_LINE, "transit"),
        start="office",
        end="aws_instance.a",
        sure="none",
        outside=BOTH,
    ),
    Case(
        name="Direct Connect to a Transit Gateway: allowed prefixes",
        page=DX + "Allowed prefixes interactions for AWS Direct Connect gateways",
        hcl=routed(route("0.0.0.0/0", BY_GATEWAY))
        + gateway()
        + attached("a")
        + LINE
        + associated("aws_ec2_transit_gateway.t", '"10.1.1.0/26"')
        + interface("office", BY_LINE, "transit"),
        start="office",
        end="aws_instance.a",
        sure="any",
        destinations=("10.1.1.0/26",),
        outside=BOTH,
    ),
    Case(
        name="interfaces of one Direct Connect gateway do not reach each other",
        page=DX + "Virtual private gateway associations",
        hcl=PROPAGATED
        + vgw()
        + LINE
        + associated("aws_vpn_gateway.g")
        + interface("office", BY_LINE)
        + interface("branch", BY_LINE),
        start="office",
        end="branch",
        sure="none",
        outside=BOTH,
    ),
    Case(
        name="VPCs of one Direct Connect gateway: where a supernet is announced, perhaps",
        page=DX + "Direct Connect gateways: supernets",
        hcl=PROPAGATED
        + vgw()
        + LINE
        + associated("aws_vpn_gateway.g")
        + interface("office", BY_LINE)
        + vpc("b", 2)
        + open_host("b")
        + table("b", "b", routes="propagating_vgws = [aws_vpn_gateway.h.id]")
        + resource("aws_vpn_gateway.h", "vpc_id = aws_vpc.b.id")
        + associated("aws_vpn_gateway.h").replace('"x"', '"y"'),
        start="aws_instance.a",
        end="aws_instance.b",
        sure="none",
        possible="any",
        outside=BOTH,
    ),
    Case(
        name="SiteLink joins the networks of two interfaces",
        page=DX + "SiteLink",
        hcl=PROPAGATED
        + vgw()
        + LINE
        + associated("aws_vpn_gateway.g")
        + interface("office", BY_LINE, more="sitelink_enabled = true")
        + interface("branch", BY_LINE, more="sitelink_enabled = true"),
        start="office",
        end="branch",
        sure="any",
        outside=BOTH,
    ),
    Case(
        name="SiteLink on one interface alone joins nothing",
        page=DX + "SiteLink",
        hcl=PROPAGATED
        + vgw()
        + LINE
        + associated("aws_vpn_gateway.g")
        + interface("office", BY_LINE, more="sitelink_enabled = true")
        + interface("branch", BY_LINE),
        start="office",
        end="branch",
        sure="none",
        outside=BOTH,
    ),
    Case(
        name="a public interface reaches public addresses",
        page=DX + "Public virtual interface prefix advertisement rules",
        hcl=routed(route("0.0.0.0/0", "gateway_id = aws_internet_gateway.g.id"))
        + resource("aws_internet_gateway.g", "vpc_id = aws_vpc.a.id")
        + resource("aws_eip.a", "instance = aws_instance.a.id")
        + interface("office", "", "public", 'route_filter_prefixes = ["198.51.100.0/24"]'),
        start="office",
        end="aws_instance.a",
        sure="any",
        outside={"office": ("*.office", ("198.51.100.0/24",))},
    ),
)
