"""What switches, bridges and packet filters let pass."""

from __future__ import annotations

from typing import Final

from cloudguard.network.wiring import INTERNET
from tests.network.aws.blocks import resource
from tests.network.cases import Case
from tests.network.sakura.blocks import (
    ALLOW_HTTPS,
    DENY_ALL,
    ELDER,
    PROVIDER,
    SHARED,
    at,
    guard,
    server,
    switch,
)

A, B = "sakura_server.a", "sakura_server.b"
_FILTER_PAGE: Final = "SAKURA Cloud manual, Packet filter (2019-05-09)"
_SWITCH_PAGE: Final = "SAKURA Cloud manual, Switches"
_EPHEMERAL: Final = 'protocol = "tcp", destination_port = "32768-61000"'
_NOT_TCP: Final = "icmp, udp, protocols but icmp tcp udp"
_INTERNET: Final = resource("sakura_internet.i", 'name = "i"')

CASES: Final = [
    Case(
        name="Sakura: a switch is flat: other prefixes reach each other as well",
        page=_SWITCH_PAGE,
        hcl=PROVIDER
        + switch("s")
        + server("a", at("s"), address="10.1.0.4")
        + server("b", at("s"), address="192.168.7.4"),
        start=A,
        end=B,
        sure="any",
        destinations=("192.168.7.4/32", "fe80::/10"),
    ),
    Case(
        name="Sakura: two switches are apart",
        page=_SWITCH_PAGE,
        hcl=PROVIDER + switch("s") + switch("t") + server("a", at("s")) + server("b", at("t")),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="Sakura: a bridge joins switches of two zones",
        page="SAKURA Cloud manual, Bridge Connection",
        hcl=PROVIDER
        + resource("sakura_bridge.b", 'name = "b"')
        + switch("s", "bridge_id = sakura_bridge.b.id")
        + switch("t", 'bridge_id = sakura_bridge.b.id\nzone = "tk1b"')
        + server("a", at("s"))
        + server("b", at("t")),
        start=A,
        end=B,
        sure="any",
    ),
    Case(
        name="Sakura: what a switch that is made elsewhere holds is not known",
        page=_SWITCH_PAGE,
        hcl=PROVIDER + server("a", '"113000000001"') + server("b", at("t")) + switch("t"),
        start=A,
        end=B,
        sure="none",
        unknown="113000000001",
    ),
    Case(
        name="Sakura: what lies on a switch that is made elsewhere may be declared",
        page="SAKURA Cloud manual, Hybrid Connection",
        hcl=PROVIDER + server("a", '"113000000001"', address="10.1.0.4"),
        start="hall",
        end=A,
        sure="any",
        outside={"hall": ("113000000001*", ("172.16.0.0/16",))},
    ),
    Case(
        name="Sakura: IPv4 denied, IPv6 open",
        page=_FILTER_PAGE,
        hcl=PROVIDER
        + switch("s")
        + server("a", at("s"))
        + guard("f", DENY_ALL)
        + server("b", at("s"), guard="f"),
        start=A,
        end=B,
        sure="any",
        destinations=("fe80::/10",),
    ),
    Case(
        name="Sakura: the first rule that matches decides",
        page=f"{_FILTER_PAGE}: Assessment of rules",
        hcl=PROVIDER
        + guard("f", ALLOW_HTTPS, 'protocol = "tcp", allow = false', ALLOW_HTTPS, DENY_ALL)
        + server("b", SHARED, guard="f"),
        start=INTERNET,
        end=B,
        sure="tcp/443",
    ),
    Case(
        name="Sakura: what no rule matches is let in",
        page="terraform-provider-sakura docs, sakura_packet_filter_rules: the last rule denies all",
        hcl=PROVIDER
        + guard("f", 'protocol = "tcp", allow = false', 'protocol = "udp", allow = false')
        + server("b", SHARED, guard="f"),
        start=INTERNET,
        end=B,
        sure="icmp, protocols but icmp tcp udp",
    ),
    Case(
        name="Sakura: a rule for fragments lets nothing whole in",
        page=f"{_FILTER_PAGE}: fragment",
        hcl=PROVIDER
        + guard("f", 'protocol = "fragment"', DENY_ALL)
        + server("b", SHARED, guard="f"),
        start=INTERNET,
        end=B,
        sure="none",
    ),
    Case(
        name="Sakura: a filter without rules lets everything in",
        page=_FILTER_PAGE,
        hcl=PROVIDER
        + resource("sakura_packet_filter.f", 'name = "f"')
        + server("b", SHARED, guard="f"),
        start=INTERNET,
        end=B,
        sure="any",
    ),
    Case(
        name="Sakura: a rule of networks",
        page=f"{_FILTER_PAGE}: Source network",
        hcl=PROVIDER
        + guard("f", f'{ALLOW_HTTPS}, source_network = "203.0.113.0/24"', DENY_ALL)
        + server("b", SHARED, guard="f"),
        start=INTERNET,
        end=B,
        sure="tcp/443",
        sources=("203.0.113.0/24",),
    ),
    Case(
        name="Sakura: without state answers need a rule: TCP has none, the rest crosses",
        page=f"{_FILTER_PAGE}: stateless",
        hcl=PROVIDER + guard("f", DENY_ALL) + server("a", SHARED, guard="f"),
        start=A,
        end=INTERNET,
        sure=f"{_NOT_TCP}",
    ),
    Case(
        name="Sakura: without state, with a rule for answers",
        page="terraform-provider-sakura docs, sakura_packet_filter_rules: ports 32768-61000",
        hcl=PROVIDER + guard("f", _EPHEMERAL, DENY_ALL) + server("a", SHARED, guard="f"),
        start=A,
        end=INTERNET,
        sure="any",
    ),
    Case(
        name="Sakura: a filter that is not in this input may let anything in",
        page=_FILTER_PAGE,
        hcl=PROVIDER
        + server("b", SHARED).replace(
            '"shared"', '"shared"\n packet_filter_id = data.sakura_packet_filter.f.id'
        )
        + 'data "sakura_packet_filter" "f" { name = "f" }\n',
        start=INTERNET,
        end=B,
        sure="none",
        possible="any",
    ),
    Case(
        name="Sakura: a router with a switch is the Internet",
        page="SAKURA Cloud manual, Router + Switch",
        hcl=PROVIDER + _INTERNET + server("b", "sakura_internet.i.vswitch_id"),
        start=INTERNET,
        end=B,
        sure="any",
    ),
    Case(
        name="Sakura: IPv6 of a router with a switch passes the filter",
        page="SAKURA Cloud manual, Router + Switch: IPv6",
        hcl=PROVIDER
        + resource("sakura_internet.i", 'name = "i"\nenable_ipv6 = true')
        + guard("f", DENY_ALL)
        + server("b", "sakura_internet.i.vswitch_id", guard="f"),
        start=INTERNET,
        end=B,
        sure="any",
        destinations=("2000::/3",),
    ),
    Case(
        name="Sakura: a server on two switches may forward",
        page="terraform-provider-sakura docs, sakura_server: network_interface",
        hcl=PROVIDER
        + switch("s")
        + switch("t")
        + server("a", at("s"))
        + server("b", at("t"))
        + server("both", at("s"), at("t")),
        start=A,
        end=B,
        sure="none",
        possible="any",
    ),
    Case(
        name="Sakura: an interface that is disconnected reaches nothing",
        page="terraform-provider-sakura docs, sakura_server: upstream",
        hcl=PROVIDER + switch("s") + server("a", at("s")) + server("b", SHARED, '"disconnect"'),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="Sakura: a database lets connect whom it names",
        page="SAKURA Cloud manual, Database Appliance: source networks",
        hcl=PROVIDER
        + switch("s")
        + server("a", at("s"), address="192.168.1.4")
        + resource(
            "sakura_database.b",
            'name = "b"\nusername = "u"\nnetwork_interface = {\n'
            f'vswitch_id = {at("s")}\nip_address = "192.168.1.9"\nnetmask = 24\n'
            'gateway = "192.168.1.1"\nsource_ranges = ["192.168.2.0/24"]\n}',
        ),
        start=A,
        end="sakura_database.b",
        sure="none",
    ),
    Case(
        name="Sakura: the elder provider: its blocks mean the same",
        page="terraform-provider-sakuracloud docs, sakuracloud_server, sakuracloud_packet_filter",
        hcl=ELDER
        + resource(
            "sakuracloud_packet_filter.f",
            'name = "f"\nexpression {\nprotocol = "tcp"\ndestination_port = "443"\n}\n'
            'expression {\nprotocol = "ip"\nallow = false\n}',
        )
        + resource(
            "sakuracloud_server.b",
            'name = "b"\nnetwork_interface {\nupstream = "shared"\n'
            "packet_filter_id = sakuracloud_packet_filter.f.id\n}",
        ),
        start=INTERNET,
        end="sakuracloud_server.b",
        sure="tcp/443",
    ),
]
