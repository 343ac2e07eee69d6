"""What reaches appliances and public services, and what comes by mobile lines."""

from __future__ import annotations

from typing import Final

from cloudguard.network.wiring import INTERNET
from tests.network.aws.blocks import resource
from tests.network.cases import Case
from tests.network.sakura.blocks import ELDER, PROVIDER, at, server, switch

A: Final = "sakura_server.a"
_ONE: Final = PROVIDER + switch("s") + server("a", at("s"), address="192.168.1.4")
_APPLIANCE: Final = f"""network_interface = {{
  vswitch_id = {at("s")}
  ip_address = "192.168.1.9"
  netmask    = 24
  gateway    = "192.168.1.1"
}}"""
_APPLICATION: Final = "terraform-provider-sakura docs, sakura_apprun_shared: packet_filter"


def application(more: str = "") -> str:
    """Return an application of AppRun."""
    return resource(
        "sakura_apprun_shared.b",
        'name = "b"\nport = 80\nmin_scale = 0\nmax_scale = 1\ntimeout_seconds = 60\n' + more,
    )


CASES: Final = [
    Case(
        name="Sakura: a shared folder on a switch",
        page="terraform-provider-sakura docs, sakura_nfs",
        hcl=_ONE + resource("sakura_nfs.b", f'name = "b"\nplan = "ssd"\n{_APPLIANCE}'),
        start=A,
        end="sakura_nfs.b",
        sure="any",
        destinations=("192.168.1.9/32",),
    ),
    Case(
        name="Sakura: a replica that names no switch stands on its database's",
        page="terraform-provider-sakura docs, sakura_database_read_replica: vswitch_id",
        hcl=_ONE
        + resource("sakura_database.m", f'name = "m"\nusername = "u"\n{_APPLIANCE}')
        + resource(
            "sakura_database_read_replica.b",
            'name = "b"\nmaster_id = sakura_database.m.id\nreplica_password_wo = "p"\n'
            'network_interface = { ip_address = "192.168.1.10" }',
        ),
        start=A,
        end="sakura_database_read_replica.b",
        sure="any",
    ),
    Case(
        name="Sakura: a switch that nothing is on stands for what may come",
        page="SAKURA Cloud manual, Bridge Connection",
        hcl=PROVIDER
        + resource("sakura_bridge.b", 'name = "b"')
        + switch("s", "bridge_id = sakura_bridge.b.id")
        + switch("t", "bridge_id = sakura_bridge.b.id")
        + server("a", at("s")),
        start=A,
        end="sakura_vswitch.t",
        sure="any",
    ),
    Case(
        name="Sakura: an enhanced balancer is on the Internet",
        page="terraform-provider-sakura docs, sakura_enhanced_lb",
        hcl=PROVIDER
        + resource(
            "sakura_enhanced_lb.b",
            'name = "b"\nhealth_check = { protocol = "tcp" }\n'
            'bind_port = [{ proxy_mode = "https", port = 443 }]\n'
            'server = [{ ip_address = "203.0.113.9", port = 443 }]',
        ),
        start=INTERNET,
        end="sakura_enhanced_lb.b",
        sure="any",
    ),
    Case(
        name="Sakura: an enhanced balancer opens connections to its servers alone",
        page="terraform-provider-sakura docs, sakura_enhanced_lb: server",
        hcl=PROVIDER
        + resource(
            "sakura_enhanced_lb.b",
            'name = "b"\nhealth_check = { protocol = "tcp" }\n'
            'bind_port = [{ proxy_mode = "https", port = 443 }]\n'
            'server = [{ ip_address = "203.0.113.9", port = 443 }, '
            '{ ip_address = "203.0.113.77", port = 443 }]',
        ),
        start="sakura_enhanced_lb.b",
        end=INTERNET,
        sure="any",
        destinations=("203.0.113.9/32", "203.0.113.77/32"),
    ),
    Case(
        name="Sakura: an application of AppRun is public",
        page=_APPLICATION,
        hcl=PROVIDER + application(),
        start=INTERNET,
        end="sakura_apprun_shared.b",
        sure="any",
    ),
    Case(
        name="Sakura: an application of AppRun for some networks",
        page=_APPLICATION,
        hcl=PROVIDER
        + application(
            "packet_filter = { enabled = true, settings = [{ "
            'from_ip = "203.0.113.0", from_ip_prefix_length = 24 }] }'
        ),
        start=INTERNET,
        end="sakura_apprun_shared.b",
        sure="any",
        sources=("203.0.113.0/24",),
    ),
    Case(
        name="Sakura: what comes by a mobile gateway is declared",
        page="terraform-provider-sakuracloud docs, sakuracloud_mobile_gateway",
        hcl=ELDER
        + resource("sakuracloud_switch.s", 'name = "s"')
        + resource(
            "sakuracloud_server.a",
            'name = "a"\nnetwork_interface {\nupstream = sakuracloud_switch.s.id\n'
            'user_ip_address = "192.168.1.4"\n}',
        )
        + resource(
            "sakuracloud_mobile_gateway.m",
            'name = "m"\nprivate_network_interface {\nswitch_id = sakuracloud_switch.s.id\n'
            'ip_address = "192.168.1.1"\nnetmask = 24\n}\n'
            'sim {\nsim_id = "1"\nip_address = "192.168.100.1"\n}',
        ),
        start="tablets",
        end="sakuracloud_server.a",
        sure="any",
        sources=("192.168.100.1/32",),
        outside={"tablets": ("sakuracloud_mobile_gateway.m", ())},
    ),
]
