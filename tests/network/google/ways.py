"""Cases of routes, peerings, hubs, lines, translators, balancers and endpoints."""

from __future__ import annotations

from typing import Final

from cloudguard.network.wiring import INTERNET
from tests.network.cases import Case
from tests.network.google.blocks import (
    EXTERNAL,
    PROVIDER,
    A,
    B,
    C,
    firewall,
    half,
    machine,
    network,
    pair,
    peered,
    peering,
    port,
    resource,
)

PEERING: Final = "Google Cloud docs, VPC Network Peering"
ROUTES: Final = "Google Cloud docs, Routes"
NO_DEFAULT: Final = "delete_default_routes_on_create = true"
OFFICE: Final = {"office": ("*google_compute_interconnect_attachment.i*", ("172.16.0.0/16",))}
VPN: Final = {"branch": ("google_compute_vpn_tunnel.t", ("172.20.0.0/16",))}
ANYWHERE: Final = 'source_ranges = ["0.0.0.0/0"]'


def router(name: str, net: str, bgp: str = "asn = 64514") -> str:
    return resource(
        f"google_compute_router.{name}",
        f'name = "{name}"\nnetwork = google_compute_network.{net}.id\nbgp {{\n{bgp}\n}}',
    )


def interconnect(net: str, bgp: str = "asn = 64514") -> str:
    return router("r", net, bgp) + resource(
        "google_compute_interconnect_attachment.i",
        'name = "i"\nrouter = google_compute_router.r.id\ntype = "PARTNER"\n'
        'edge_availability_domain = "AVAILABILITY_DOMAIN_1"',
    )


def nat(net: str) -> str:
    return router("r", net) + resource(
        "google_compute_router_nat.nat",
        'name = "nat"\nrouter = google_compute_router.r.name\n'
        'nat_ip_allocate_option = "AUTO_ONLY"\n'
        'source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"',
    )


def spoke(net: str, more: str = "", group: str = "") -> str:
    named = f'group = "{group}"\n' if group else ""
    return resource(
        f"google_network_connectivity_spoke.{net}",
        f'name = "{net}"\nlocation = "global"\nhub = google_network_connectivity_hub.h.id\n{named}'
        f"linked_vpc_network {{\nuri = google_compute_network.{net}.self_link\n{more}\n}}",
    )


def hub(*spokes: str, more: str = "") -> str:
    return resource("google_network_connectivity_hub.h", f'name = "h"\n{more}') + "".join(spokes)


def joined(*parts: str) -> str:
    """Return networks a and b that only what is given may join."""
    both = network("a", 1) + network("b", 2) + machine("a") + machine("b") + firewall("b", "b")
    return PROVIDER + both + "".join(parts)


EXPORTED: Final = (
    peering("p", "a", "b", "import_custom_routes = true", "export_custom_routes = true")
    + interconnect(
        "b",
        'asn = 64514\nadvertise_mode = "CUSTOM"\nadvertised_groups = ["ALL_SUBNETS"]\n'
        'advertised_ip_ranges {\nrange = "10.1.0.0/16"\n}',
    )
    + firewall("a", "a", port(22), sources='source_ranges = ["172.16.0.0/16"]')
)
DATABASE: Final = (
    resource(
        "google_compute_global_address.range",
        'name = "range"\npurpose = "VPC_PEERING"\naddress_type = "INTERNAL"\n'
        'address = "10.200.0.0"\nprefix_length = 16\nnetwork = google_compute_network.a.id',
    )
    + resource(
        "google_service_networking_connection.c",
        'network = google_compute_network.a.id\nservice = "servicenetworking.googleapis.com"\n'
        "reserved_peering_ranges = [google_compute_global_address.range.name]",
    )
    + resource(
        "google_sql_database_instance.db",
        'name = "db"\ndatabase_version = "POSTGRES_16"\nsettings {\ntier = "db-f1-micro"\n'
        "ip_configuration {\nipv4_enabled = false\n"
        "private_network = google_compute_network.a.id\n}\n}",
    )
)
DB: Final = "google_sql_database_instance.db"
GROUP: Final = resource(
    "google_compute_instance_group.g",
    'name = "g"\nzone = "asia-northeast1-a"\ninstances = [google_compute_instance.b.id]\n'
    'named_port {\nname = "http"\nport = 8080\n}',
)
PASSED: Final = GROUP + resource(
    "google_compute_region_backend_service.s",
    'name = "s"\nload_balancing_scheme = "INTERNAL"\n'
    'backend {\ngroup = google_compute_instance_group.g.id\nbalancing_mode = "CONNECTION"\n}',
) + resource(
    "google_compute_forwarding_rule.lb",
    'name = "lb"\nload_balancing_scheme = "INTERNAL"\nnetwork = google_compute_network.n.id\n'
    'subnetwork = google_compute_subnetwork.n.id\nip_address = "10.1.1.9"\n'
    'ports = ["443"]\nbackend_service = google_compute_region_backend_service.s.id',
)  # fmt: skip
ENDED: Final = GROUP + resource(
    "google_compute_backend_service.s",
    'name = "s"\nload_balancing_scheme = "EXTERNAL_MANAGED"\nport_name = "http"\n'
    "backend {\ngroup = google_compute_instance_group.g.id\n}",
) + resource(
    "google_compute_url_map.m",
    'name = "m"\ndefault_service = google_compute_backend_service.s.id',
) + resource(
    "google_compute_target_https_proxy.t",
    'name = "t"\nurl_map = google_compute_url_map.m.id',
) + resource(
    "google_compute_global_forwarding_rule.lb",
    'name = "lb"\nload_balancing_scheme = "EXTERNAL_MANAGED"\nport_range = "443"\n'
    "target = google_compute_target_https_proxy.t.id",
)  # fmt: skip
FRONT: Final = 'source_ranges = ["130.211.0.0/22", "35.191.0.0/16"]'
PUBLISHED: Final = (
    resource(
        "google_compute_subnetwork.nat",
        'name = "nat"\nnetwork = google_compute_network.n.id\nip_cidr_range = "10.1.99.0/24"\n'
        'purpose = "PRIVATE_SERVICE_CONNECT"',
    )
    + resource(
        "google_compute_service_attachment.sa",
        'name = "sa"\nconnection_preference = "ACCEPT_AUTOMATIC"\nenable_proxy_protocol = false\n'
        "nat_subnets = [google_compute_subnetwork.nat.id]\n"
        "target_service = google_compute_forwarding_rule.lb.id",
    )
    + network("consumer", 5)
    + machine("c", "consumer")
    + resource(
        "google_compute_forwarding_rule.psc",
        'name = "psc"\nload_balancing_scheme = ""\n'
        "network = google_compute_network.consumer.id\n"
        'subnetwork = google_compute_subnetwork.consumer.id\nip_address = "10.5.1.9"\n'
        "target = google_compute_service_attachment.sa.id",
    )
)


def tunnels() -> str:
    made = router("ra", "a") + router("rb", "b")
    for one, other in (("a", "b"), ("b", "a")):
        made += resource(
            f"google_compute_ha_vpn_gateway.{one}",
            f'name = "{one}"\nnetwork = google_compute_network.{one}.id',
        ) + resource(
            f"google_compute_vpn_tunnel.{one}",
            f'name = "{one}"\nshared_secret = "x"\nrouter = google_compute_router.r{one}.id\n'
            f"vpn_gateway = google_compute_ha_vpn_gateway.{one}.id\nvpn_gateway_interface = 0\n"
            f"peer_gcp_gateway = google_compute_ha_vpn_gateway.{other}.id",
        )
    return made


CASES: Final = (
    Case(
        name="peering: both sides configured, subnet routes are exchanged",
        page=f"{PEERING}, Options for exchanging subnet routes",
        hcl=peered(),
        start=A,
        end=B,
        sure="any",
        sources=("10.1.1.0/24",),
        destinations=("10.2.1.0/24",),
    ),
    Case(
        name="peering: one side alone is not active, and the other may be made elsewhere",
        page=f"{PEERING}, Peering connections",
        hcl=peered(more=half("p", "a", "b")),
        start=A,
        end=B,
        sure="none",
        possible="any",
    ),
    Case(
        name="peering: tags of the peer's machines are not known",
        page=f"{PEERING}, Network security",
        hcl=PROVIDER
        + network("a", 1)
        + network("b", 2)
        + machine("a", more='tags = ["app"]')
        + machine("b")
        + firewall("b", "b", sources='source_tags = ["app"]')
        + peering("p", "a", "b"),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="peering is not transitive: a does not reach c through b",
        page=f"{PEERING}, Connectivity",
        hcl=peered() + network("c", 3) + machine("c") + firewall("c", "c") + peering("q", "b", "c"),
        start=A,
        end=C,
        sure="none",
    ),
    Case(
        name="peering: without exchange of custom routes the peer's line is not reached back",
        page=f"{PEERING}, Options for exchanging dynamic routes",
        hcl=joined(peering("p", "a", "b"), interconnect("b")),
        start=A,
        end="office",
        sure="none",
        outside=OFFICE,
    ),
    Case(
        name="peering: custom routes exported and imported lead over the peer's line",
        page=f"{PEERING}, Options for exchanging dynamic routes",
        hcl=joined(EXPORTED),
        start=A,
        end="office",
        sure="any",
        outside=OFFICE,
        destinations=("172.16.0.0/16",),
    ),
    Case(
        name="Interconnect: from the office to a machine",
        page="Google Cloud docs, Cloud Router overview, Advertised routes",
        hcl=joined(
            interconnect("a"),
            firewall("in", "a", port(22), sources='source_ranges = ["172.16.0.0/16"]'),
        ),
        start="office",
        end=A,
        sure="tcp/22",
        outside=OFFICE,
    ),
    Case(
        name="Interconnect: what lies behind a line that nobody declares is not seen",
        page="Google Cloud docs, Cloud Interconnect overview",
        hcl=joined(interconnect("a")),
        start=A,
        end=B,
        sure="none",
        unknown="google_compute_interconnect_attachment.i",
    ),
    Case(
        name="classic VPN: a static route leads into the tunnel, the rule lets the branch in",
        page="Google Cloud docs, Classic VPN, Networks and tunnel routing",
        hcl=joined(
            resource(
                "google_compute_vpn_gateway.g",
                'name = "g"\nnetwork = google_compute_network.a.id',
            ),
            resource(
                "google_compute_vpn_tunnel.t",
                'name = "t"\npeer_ip = "203.0.113.9"\nshared_secret = "x"\n'
                "target_vpn_gateway = google_compute_vpn_gateway.g.id\n"
                'local_traffic_selector = ["0.0.0.0/0"]\nremote_traffic_selector = ["0.0.0.0/0"]',
            ),
            resource(
                "google_compute_route.t",
                'name = "t"\nnetwork = google_compute_network.a.id\ndest_range = "172.20.0.0/16"\n'
                "next_hop_vpn_tunnel = google_compute_vpn_tunnel.t.id",
            ),
            firewall("in", "a", port(80), sources='source_ranges = ["172.20.0.0/16"]'),
        ),
        start="branch",
        end=A,
        sure="tcp/80",
        outside=VPN,
    ),
    Case(
        name="HA VPN between two networks of this input",
        page="Google Cloud docs, HA VPN topologies, between Google Cloud networks",
        hcl=joined(tunnels()),
        start=A,
        end=B,
        sure="any",
        destinations=("10.2.1.0/24",),
    ),
    Case(
        name="default route: a machine with an external address reaches the Internet",
        page=f"{ROUTES}, System-generated default routes",
        hcl=PROVIDER + network("a", 1) + machine("a", interface=EXTERNAL),
        start=A,
        end=INTERNET,
        sure="any",
    ),
    Case(
        name="default route deleted: nothing reaches the Internet",
        page=f"{ROUTES}, System-generated default routes",
        hcl=PROVIDER + network("a", 1, more=NO_DEFAULT) + machine("a", interface=EXTERNAL),
        start=A,
        end=INTERNET,
        sure="none",
    ),
    Case(
        name="default route deleted: from the Internet TCP has no answer, UDP comes in",
        page="Google Cloud docs, VPC networks, Internet access requirements",
        hcl=PROVIDER
        + network("a", 1, more=NO_DEFAULT)
        + machine("a", interface=EXTERNAL)
        + firewall("in", "a", port(53), sources=ANYWHERE)
        + firewall("udp", "a", port(53, "udp"), sources=ANYWHERE),
        start=INTERNET,
        end=A,
        sure="udp/53",
    ),
    Case(
        name="a static route with a tag is for machines that have it",
        page=f"{ROUTES}, Applicable static routes",
        hcl=PROVIDER
        + network("a", 1, more=NO_DEFAULT)
        + machine("a", interface=EXTERNAL)
        + resource(
            "google_compute_route.out",
            'name = "out"\nnetwork = google_compute_network.a.id\ndest_range = "0.0.0.0/0"\n'
            'next_hop_gateway = "default-internet-gateway"\ntags = ["out"]',
        ),
        start=A,
        end=INTERNET,
        sure="none",
    ),
    Case(
        name="a longer static route wins over the default route: what it forwards is not known",
        page=f"{ROUTES}, Routing order",
        hcl=PROVIDER
        + network("a", 1)
        + machine("a", interface=EXTERNAL)
        + "".join(
            resource(
                f"google_compute_route.{name}",
                f'name = "{name}"\nnetwork = google_compute_network.a.id\ndest_range = "{there}"\n'
                'next_hop_ip = "10.1.1.5"',
            )
            for name, there in (("low", "0.0.0.0/1"), ("high", "128.0.0.0/1"))
        ),
        start=A,
        end=INTERNET,
        sure="none",
        unknown="google_compute_route.low",
    ),
    Case(
        name="without an external address nothing reaches the Internet, Google's APIs apart",
        page="Google Cloud docs, VPC networks, Internet access requirements",
        hcl=PROVIDER + network("a", 1) + machine("a"),
        start=A,
        end=INTERNET,
        sure="none",
    ),
    Case(
        name="Cloud NAT: out to the Internet, answers come back",
        page="Google Cloud docs, Public NAT overview",
        hcl=PROVIDER + network("a", 1) + machine("a") + nat("a"),
        start=A,
        end=INTERNET,
        sure="any",
    ),
    Case(
        name="Cloud NAT: nothing begins from the Internet",
        page="Google Cloud docs, Public NAT overview",
        hcl=PROVIDER
        + network("a", 1)
        + machine("a")
        + nat("a")
        + firewall("in", "a", sources=ANYWHERE),
        start=INTERNET,
        end=A,
        sure="none",
    ),
    Case(
        name="hub with a mesh: spokes reach each other",
        page="Google Cloud docs, Preset connectivity topologies, Mesh topology",
        hcl=joined(hub(spoke("a"), spoke("b"))),
        start=A,
        end=B,
        sure="any",
    ),
    Case(
        name="hub: what a spoke excludes from export is not reached",
        page="Google Cloud docs, VPC spokes overview, Route exchange filters",
        hcl=joined(hub(spoke("a"), spoke("b", 'exclude_export_ranges = ["10.2.0.0/16"]'))),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="hub with a star: edges do not reach each other",
        page="Google Cloud docs, Preset connectivity topologies, Star topology",
        hcl=joined(
            hub(
                spoke("a", group="edge"),
                spoke("b", group="edge"),
                more='preset_topology = "STAR"',
            )
        ),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="a managed database is reached from its network",
        page="Google Cloud docs, Private services access",
        hcl=joined(DATABASE),
        start=A,
        end=DB,
        sure="any",
        destinations=("10.200.0.0/16",),
    ),
    Case(
        name="a managed database is not reached from a peer of its network",
        page="Google Cloud docs, Private services access",
        hcl=joined(DATABASE, peering("p", "a", "b")),
        start=B,
        end=DB,
        sure="none",
    ),
    Case(
        name="Cloud SQL: an authorized network, and the proxy's port to whom IAM lets in",
        page="Cloud SQL docs, Authorize with authorized networks; About the Cloud SQL Auth Proxy",
        hcl=PROVIDER
        + resource(
            DB,
            'name = "db"\ndatabase_version = "POSTGRES_16"\nsettings {\ntier = "db-f1-micro"\n'
            "ip_configuration {\nipv4_enabled = true\nauthorized_networks {\n"
            'value = "203.0.113.0/24"\n}\n}\n}',
        ),
        start=INTERNET,
        end=f"{DB} public address",
        sure="tcp/3307, tcp/5432",
    ),
    Case(
        name="an internal passthrough balancer keeps sources: the backend's rule decides",
        page="Google Cloud docs, Internal passthrough Network Load Balancer overview",
        hcl=pair(firewall("in", "n", port(443)) + PASSED),
        start=A,
        end=B,
        sure="tcp/443",
    ),
    Case(
        name="an external proxy balancer: its front ends connect to the backend's own port",
        page="Google Cloud docs, External Application Load Balancer overview, Firewall rules",
        hcl=pair(firewall("in", "n", port(8080), sources=FRONT) + ENDED),
        start=INTERNET,
        end=B,
        sure="tcp/8080",
        sources=("35.191.0.0/16", "130.211.0.0/22"),
    ),
    Case(
        name="Private Service Connect: the consumer reaches the producer's service",
        page="Google Cloud docs, Private Service Connect, Published services",
        hcl=pair(firewall("in", "n", port(443)) + PASSED + PUBLISHED),
        start=C,
        end=B,
        sure="tcp/443",
        sources=("10.1.99.0/24",),
    ),
    Case(
        name="Private Service Connect: the producer does not reach the consumer",
        page="Google Cloud docs, Private Service Connect, Published services",
        hcl=pair(firewall("in", "n", port(443)) + PASSED + PUBLISHED + firewall("c", "consumer")),
        start=B,
        end=C,
        sure="none",
    ),
    Case(
        name="of a network that is not in this input nothing is sure",
        page="Google Cloud docs, Shared VPC",
        hcl=PROVIDER
        + "".join(
            resource(
                f"google_compute_subnetwork.{name}",
                f'name = "{name}"\nip_cidr_range = "10.1.{number}.0/24"\n'
                'network = "projects/host/global/networks/shared"',
            )
            + machine(name)
            for number, name in enumerate("ab")
        ),
        start=A,
        end=B,
        sure="none",
        possible="any",
        unknown="projects/host/global/networks/shared",
    ),
)
