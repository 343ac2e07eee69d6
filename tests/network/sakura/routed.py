"""What routers, peers and lines let pass."""

from __future__ import annotations

from typing import Final

from cloudguard.network.wiring import INTERNET
from tests.network.cases import Case
from tests.network.sakura.blocks import (
    DENY_ALL,
    PROVIDER,
    at,
    firewall,
    local,
    local_id,
    router,
    server,
    switch,
)

A, B = "sakura_server.a", "sakura_server.b"
_ROUTER: Final = "terraform-provider-sakura docs, sakura_vpn_router"
_LOCAL: Final = "SAKURA Cloud manual, Local router (2024-07-18)"
_TWO: Final = (
    PROVIDER
    + switch("s")
    + switch("t")
    + server("a", at("s"), address="192.168.1.4")
    + server("b", at("t"), address="192.168.2.4")
)
_ONE: Final = PROVIDER + switch("s") + server("a", at("s"), address="192.168.1.4")
_OFF: Final = "internet_connection = false\n"
_VPN: Final = (
    'site_to_site_vpn = [{ peer = "203.0.113.9", remote_id = "203.0.113.9", '
    'pre_shared_secret = "k", routes = ["172.16.0.0/16"], local_prefix = ["192.168.1.0/24"] }]\n'
)
_FORWARD: Final = (
    'port_forwarding = [{ protocol = "tcp", public_port = 10022, private_port = 22, '
    'private_ip = "192.168.1.4" }]\n'
)
_HALL: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "hall": ("sakura_vpn_router.*", ("172.16.0.0/16",))
}

CASES: Final = [
    Case(
        name="Sakura: a VPC router routes between its private interfaces",
        page=f"{_ROUTER}: private_network_interface",
        hcl=_TWO + router("r", ("s", 1), ("t", 2), more=_OFF),
        start=A,
        end=B,
        sure="any",
        destinations=("192.168.2.4/32",),
    ),
    Case(
        name="Sakura: a firewall that denies all it receives",
        page=f"{_ROUTER}: firewall",
        hcl=_TWO + router("r", ("s", 1), ("t", 2), more=_OFF + firewall(1, "receive", DENY_ALL)),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="Sakura: a firewall lets one port out, and nobody says whether it keeps state",
        page=f"{_ROUTER}: firewall",
        hcl=_TWO
        + router(
            "r",
            ("s", 1),
            ("t", 2),
            more=_OFF
            + firewall(
                2,
                "send",
                'protocol = "tcp", destination_port = "443", allow = true',
                'protocol = "udp", destination_port = "53", allow = true',
                DENY_ALL,
            ),
        ),
        start=A,
        end=B,
        sure="tcp/443, udp/53",
    ),
    Case(
        name="Sakura: a firewall for answers too: state decides, and is not known",
        page=f"{_ROUTER}: firewall",
        hcl=_TWO
        + router(
            "r",
            ("s", 1),
            ("t", 2),
            more=_OFF + firewall(2, "receive", DENY_ALL),
        ),
        start=A,
        end=B,
        sure="icmp, udp, protocols but icmp tcp udp",
        possible="any",
    ),
    Case(
        name="Sakura: what is behind a VPC router reaches the Internet from its address",
        page=f"{_ROUTER}: internet_connection, true unless it is written",
        hcl=_ONE + router("r", ("s", 1)),
        start=A,
        end=INTERNET,
        sure="any",
    ),
    Case(
        name="Sakura: a VPC router without Internet",
        page=f"{_ROUTER}: internet_connection",
        hcl=_ONE + router("r", ("s", 1), more=_OFF),
        start=A,
        end=INTERNET,
        sure="none",
    ),
    Case(
        name="Sakura: the Internet does not come in by itself",
        page=f"{_ROUTER}: port_forwarding, static_nat",
        hcl=_ONE + router("r", ("s", 1)),
        start=INTERNET,
        end=A,
        sure="none",
    ),
    Case(
        name="Sakura: port forwarding lets the Internet in to one port",
        page=f"{_ROUTER}: port_forwarding",
        hcl=_ONE + router("r", ("s", 1), more=_FORWARD),
        start=INTERNET,
        end=A,
        sure="tcp/22",
        destinations=("192.168.1.4/32",),
    ),
    Case(
        name="Sakura: static NAT lets the Internet in to every port",
        page=f"{_ROUTER}: static_nat",
        hcl=_ONE
        + router(
            "r",
            ("s", 1),
            more='static_nat = [{ public_ip = "198.51.100.9", private_ip = "192.168.1.4" }]\n',
        ),
        start=INTERNET,
        end=A,
        sure="any",
    ),
    Case(
        name="Sakura: a site-to-site VPN joins the prefixes that it names",
        page="SAKURA Cloud manual, Site-to-site VPN settings (2020-04-21)",
        hcl=_ONE + router("r", ("s", 1), more=_OFF + _VPN),
        start="hall",
        end=A,
        sure="any",
        sources=("172.16.0.0/16",),
        outside=_HALL,
    ),
    Case(
        name="Sakura: a site-to-site VPN does not carry other prefixes",
        page="SAKURA Cloud manual, Site-to-site VPN settings (2020-04-21)",
        hcl=_TWO + router("r", ("s", 1), ("t", 2), more=_OFF + _VPN),
        start=B,
        end="hall",
        sure="none",
        outside=_HALL,
    ),
    Case(
        name="Sakura: remote access is a door",
        page=f"{_ROUTER}: l2tp",
        hcl=_ONE
        + router(
            "r",
            ("s", 1),
            more=_OFF + 'l2tp = { pre_shared_secret = "k", range_start = "192.168.1.200", '
            'range_stop = "192.168.1.207" }\n',
        ),
        start="clients",
        end=A,
        sure="any",
        sources=("192.168.1.200/29",),
        outside={"clients": ("* remote access", ())},
    ),
    Case(
        name="Sakura: a local router names another that names none: perhaps",
        page=_LOCAL,
        hcl=_TWO + local("s", "s", 1, local_id("t")) + local("t", "t", 2),
        start=A,
        end=B,
        sure="none",
        possible="any",
    ),
    Case(
        name="Sakura: a local router whose peer is elsewhere",
        page=_LOCAL,
        hcl=_ONE + local("s", "s", 1, '"113000000001"'),
        start="partner",
        end=A,
        sure="any",
        sources=("10.9.0.0/16",),
        outside={"partner": ("*113000000001", ("10.9.0.0/16",))},
    ),
    Case(
        name="Sakura: a static route of a VPC router leads over another router of the switch",
        page=f"{_ROUTER}: static_route",
        hcl=_TWO
        + switch("m")
        + router(
            "r",
            ("s", 1),
            ("m", 9),
            more=_OFF
            + 'static_route = [{ prefix = "192.168.2.0/24", next_hop = "192.168.9.2" }]\n',
        )
        + router(
            "q",
            ("t", 2),
            ("m", 9),
            more=_OFF
            + 'static_route = [{ prefix = "192.168.1.0/24", next_hop = "192.168.9.1" }]\n',
        ).replace('"192.168.9.1"]', '"192.168.9.2"]'),
        start=A,
        end=B,
        sure="any",
    ),
    Case(
        name="Sakura: a static route to a machine of which nobody knows more",
        page=f"{_ROUTER}: static_route",
        hcl=_TWO
        + router(
            "r",
            ("s", 1),
            more=_OFF
            + 'static_route = [{ prefix = "192.168.2.0/24", next_hop = "192.168.1.99" }]\n',
        ),
        start=A,
        end=B,
        sure="none",
        unknown="sakura_vpn_router.r",
    ),
]
