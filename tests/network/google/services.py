"""Cases of what Google runs: clusters, serverless, databases, and of IPv6 and rarer parts."""

from __future__ import annotations

from typing import Final

from cloudguard.network.wiring import INTERNET
from tests.network.cases import Case
from tests.network.google.blocks import (
    EXTERNAL,
    PROVIDER,
    A,
    B,
    firewall,
    machine,
    network,
    pair,
    port,
    resource,
    rule,
)

CLUSTER: Final = "google_container_cluster.k"
RUN: Final = "google_cloud_run_v2_service.r"
GKE: Final = "GKE docs, Automatically created firewall rules"
PRIVATE: Final = (
    "private_cluster_config {\nenable_private_nodes = true\nenable_private_endpoint = true\n"
    'master_ipv4_cidr_block = "10.9.0.0/28"\n}\n'
)
IPV6: Final = (
    resource("google_compute_network.n", 'name = "n"\nauto_create_subnetworks = false')
    + "".join(
        resource(
            f"google_compute_subnetwork.{name}",
            f'name = "{name}"\nnetwork = google_compute_network.n.id\n'
            f'ip_cidr_range = "10.1.{number}.0/24"\nstack_type = "IPV4_IPV6"\n'
            'ipv6_access_type = "EXTERNAL"',
        )
        for number, name in enumerate("ab")
    )
    + machine("a", interface='stack_type = "IPV4_IPV6"\nipv6_access_config {\n'
              'network_tier = "PREMIUM"\n}')
)  # fmt: skip


def cluster(more: str = "") -> str:
    return resource(
        CLUSTER,
        'name = "k"\nlocation = "asia-northeast1"\nnetwork = google_compute_network.n.id\n'
        f"subnetwork = google_compute_subnetwork.a.id\n{more}",
    )


def in_network(*parts: str) -> str:
    return PROVIDER + network("n", 1, "a", "b") + machine("b") + "".join(parts)


def run(more: str = "") -> str:
    return resource(
        RUN,
        'name = "r"\nlocation = "asia-northeast1"\n'
        f'{more}\ntemplate {{\ncontainers {{\nimage = "i"\n}}\n{{vpc}}\n}}',
    )


def regional(region: str) -> str:
    kind = "google_compute_region_network_firewall_policy"
    return (
        resource(f"{kind}.p", f'name = "p"\nregion = "{region}"')
        + resource(
            f"{kind}_association.p",
            f'name = "p"\nregion = "{region}"\nattachment_target = google_compute_network.n.id\n'
            f"firewall_policy = {kind}.p.name",
        )
        + resource(
            f"{kind}_rule.p",
            f'region = "{region}"\nfirewall_policy = {kind}.p.name\n'
            + rule("allow", 1, protocol="tcp", ports="443"),
        )
    )


CASES: Final = (
    Case(
        name="GKE: nodes reach nodes by rules that no resource shows",
        page=f"{GKE}, GKE cluster firewall rules",
        hcl=in_network(cluster(PRIVATE), machine("a")),
        start=A,
        end=CLUSTER,
        sure="tcp, udp, icmp, sctp, esp",
    ),
    Case(
        name="GKE: its rules let no other subnet in",
        page=f"{GKE}, GKE cluster firewall rules",
        hcl=in_network(cluster(PRIVATE)),
        start=B,
        end=CLUSTER,
        sure="none",
    ),
    Case(
        name="GKE: a control plane without authorized networks is open to the Internet",
        page="GKE docs, About network isolation in GKE",
        hcl=in_network(cluster()),
        start=INTERNET,
        end=f"{CLUSTER} control plane",
        sure="tcp/443",
    ),
    Case(
        name="GKE: authorized networks narrow the control plane",
        page="GKE docs, Authorized networks in GKE",
        hcl=in_network(
            cluster(
                "master_authorized_networks_config {\ncidr_blocks {\n"
                'cidr_block = "203.0.113.0/24"\n}\n}'
            )
        ),
        start=INTERNET,
        end=f"{CLUSTER} control plane",
        sure="tcp/443",
        sources=("203.0.113.0/24",),
    ),
    Case(
        name="Cloud Run: without settings everyone may call",
        page="Cloud Run docs, Restrict network ingress for Cloud Run",
        hcl=PROVIDER + run().replace("{vpc}", ""),
        start=INTERNET,
        end=RUN,
        sure="tcp/80, tcp/443",
    ),
    Case(
        name="Cloud Run: internal ingress lets nothing in from the Internet",
        page="Cloud Run docs, Restrict network ingress for Cloud Run",
        hcl=PROVIDER + run('ingress = "INGRESS_TRAFFIC_INTERNAL_ONLY"').replace("{vpc}", ""),
        start=INTERNET,
        end=RUN,
        sure="none",
    ),
    Case(
        name="Cloud Run: direct egress reaches what the firewall lets in",
        page="Cloud Run docs, Direct VPC egress with a VPC network",
        hcl=in_network(
            firewall("in", "n", port(5432)),
            run().replace(
                "{vpc}",
                "vpc_access {\nnetwork_interfaces {\n"
                "subnetwork = google_compute_subnetwork.a.id\n}\n}",
            ),
        ),
        start=RUN,
        end=B,
        sure="tcp/5432",
        sources=("10.1.2.0/24",),
    ),
    Case(
        name="Cloud Run: with all traffic through the network nothing leaves it by itself",
        page="Cloud Run docs, Direct VPC egress with a VPC network",
        hcl=in_network(
            run().replace(
                "{vpc}",
                'vpc_access {\negress = "ALL_TRAFFIC"\nnetwork_interfaces {\n'
                "subnetwork = google_compute_subnetwork.a.id\n}\n}",
            ),
        ),
        start=RUN,
        end=INTERNET,
        sure="none",
    ),
    Case(
        name="a connector reaches what its subnet is let in to",
        page="Google Cloud docs, Serverless VPC Access",
        hcl=in_network(
            firewall("in", "n", port(5432)),
            firewall("deny", "n", action="deny", priority=2000),
            resource(
                "google_vpc_access_connector.c",
                'name = "c"\nsubnet {\nname = google_compute_subnetwork.a.name\n}\n'
                "min_instances = 2\nmax_instances = 3",
            ),
            run().replace("{vpc}", "vpc_access {\nconnector = google_vpc_access_connector.c.id\n}"),
        ),
        start=RUN,
        end=B,
        sure="tcp/5432",
        possible="any",
    ),
    Case(
        name="external IPv6: out and in without an external IPv4 address",
        page="Google Cloud docs, VPC networks, Internet access requirements",
        hcl=PROVIDER + IPV6 + firewall("in", "n", port(443), sources='source_ranges = ["::/0"]'),
        start=INTERNET,
        end=A,
        sure="tcp/443",
        sources=("2000::/3",),
    ),
    Case(
        name="a rule for 0.0.0.0/0 says nothing of IPv6",
        page="Google Cloud docs, VPC firewall rules, Sources for ingress rules",
        hcl=PROVIDER
        + IPV6
        + firewall("in", "n", port(443), sources='source_ranges = ["0.0.0.0/0"]'),
        start=INTERNET,
        end=A,
        sure="none",
    ),
    Case(
        name="a regional policy speaks of its region",
        page="Google Cloud docs, Regional network firewall policies",
        hcl=pair(regional("asia-northeast1")),
        start=A,
        end=B,
        sure="tcp/443",
    ),
    Case(
        name="a regional policy says nothing of other regions",
        page="Google Cloud docs, Regional network firewall policies",
        hcl=pair(regional("asia-northeast2")),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="Identity-Aware Proxy: whom IAM lets in is not seen",
        page="Google Cloud docs, Using IAP for TCP forwarding",
        hcl=pair(firewall("iap", "n", port(22), sources='source_ranges = ["35.235.240.0/20"]')),
        start=A,
        end=B,
        sure="none",
        unknown="google_compute_firewall.iap",
    ),
    Case(
        name="Identity-Aware Proxy: who is declared behind it reaches what its range is let in to",
        page="Google Cloud docs, Using IAP for TCP forwarding",
        hcl=pair(firewall("iap", "n", port(22), sources='source_ranges = ["35.235.240.0/20"]')),
        start="operators",
        end=B,
        sure="tcp/22",
        sources=("35.235.240.0/20",),
        outside={"operators": ("*Identity-Aware Proxy", ("35.235.240.0/20",))},
    ),
    Case(
        name="a policy-based route comes before all others: where it leads is not seen",
        page="Google Cloud docs, Policy-based routes",
        hcl=pair(
            firewall("in", "n")
            + resource(
                "google_network_connectivity_policy_based_route.p",
                'name = "p"\nnetwork = google_compute_network.n.id\nnext_hop_ilb_ip = "10.1.1.9"\n'
                'filter {\nprotocol_version = "IPV4"\nsrc_range = "10.1.2.0/24"\n'
                'dest_range = "10.1.3.0/25"\n}',
            )
        ),
        start=A,
        end=B,
        sure="any",
        unknown="google_network_connectivity_policy_based_route.p",
        destinations=("10.1.3.128/25",),
    ),
    Case(
        name="the external address of a machine is no way around the firewall",
        page="Google Cloud docs, VPC firewall rules, Implied rules",
        hcl=PROVIDER + network("a", 1) + machine("a", interface=EXTERNAL),
        start=INTERNET,
        end=A,
        sure="none",
    ),
)
