"""Terraform text that many cases share: networks, machines, rules, peerings."""

from __future__ import annotations

from typing import Final

PROVIDER: Final = 'provider "google" {\n  project = "city"\n  region  = "asia-northeast1"\n}\n'
ZONE: Final = 'zone = "asia-northeast1-a"\nmachine_type = "e2-small"\n'
DISK: Final = 'boot_disk {\n  initialize_params { image = "debian-cloud/debian-12" }\n}\n'
EXTERNAL: Final = "access_config {}"
A: Final = "google_compute_instance.a"
B: Final = "google_compute_instance.b"
C: Final = "google_compute_instance.c"


def resource(address: str, body: str = "") -> str:
    """Return a resource."""
    type_, _, name = address.partition(".")
    return f'resource "{type_}" "{name}" {{\n{body}\n}}\n'


def network(name: str, number: int, *subnets: str, more: str = "") -> str:
    """Return a network and its subnets: the first has its name and 10.NUMBER.1.0/24.

    Further ones are 10.NUMBER.2.0/24 and so on.
    """
    made = resource(
        f"google_compute_network.{name}",
        f'name = "{name}"\nauto_create_subnetworks = false\n{more}',
    )
    for place, subnet in enumerate((name, *subnets), 1):
        made += resource(
            f"google_compute_subnetwork.{subnet}",
            f'name = "{subnet}"\nnetwork = google_compute_network.{name}.id\n'
            f'ip_cidr_range = "10.{number}.{place}.0/24"',
        )
    return made


def machine(name: str, subnet: str = "", *, more: str = "", interface: str = "") -> str:
    """Return a machine in a subnet, its own where none is given."""
    inside = f"subnetwork = google_compute_subnetwork.{subnet or name}.id\n{interface}"
    return resource(
        f"google_compute_instance.{name}",
        f'name = "{name}"\n{ZONE}{DISK}network_interface {{\n{inside}\n}}\n{more}',
    )


def firewall(  # one argument for each part of a rule
    name: str,
    net: str,
    what: str = 'protocol = "all"',
    *,
    action: str = "allow",
    sources: str = 'source_ranges = ["10.0.0.0/8"]',
    priority: int | None = None,
    more: str = "",
) -> str:
    """Return a VPC firewall rule; one for ingress from 10.0.0.0/8 where nothing else is said."""
    order = f"priority = {priority}\n" if priority is not None else ""
    return resource(
        f"google_compute_firewall.{name}",
        f'name = "{name}"\nnetwork = google_compute_network.{net}.id\n{sources}\n{order}'
        f"{action} {{\n{what}\n}}\n{more}",
    )


def port(number: int | str, protocol: str = "tcp") -> str:
    """Return the body of what a rule allows: one port."""
    return f'protocol = "{protocol}"\nports = ["{number}"]'


def peering(name: str, one: str, other: str, more: str = "", more_back: str = "") -> str:
    """Return a peering that both networks have configured."""
    return half(name, one, other, more) + half(f"{name}_back", other, one, more_back)


def half(name: str, one: str, other: str, more: str = "") -> str:
    """Return one side of a peering."""
    return resource(
        f"google_compute_network_peering.{name}",
        f'name = "{name}"\nnetwork = google_compute_network.{one}.id\n'
        f"peer_network = google_compute_network.{other}.id\n{more}",
    )


def pair(rules: str, *, more: str = "", a: str = "", b: str = "") -> str:
    """Return machines a and b in two subnets of one network, and its rules."""
    return (
        PROVIDER
        + network("n", 1, "a", "b", more=more)
        + machine("a", more=a)
        + machine("b", more=b)
        + rules
    )


def peered(rules: str = "", more: str = "") -> str:
    """Return machines a and b in networks of their own that are peered; b's lets 10/8 in."""
    return (
        PROVIDER
        + network("a", 1)
        + network("b", 2)
        + machine("a")
        + machine("b")
        + (rules or firewall("b", "b"))
        + (more or peering("p", "a", "b"))
    )


PROJECT: Final = resource(
    "google_project.city",
    'name = "city"\nproject_id = "city"\nfolder_id = google_folder.systems.id\n'
    "auto_create_network = false",
) + resource(
    "google_folder.systems", 'display_name = "systems"\nparent = "organizations/123456789012"'
)


def above(target: str, rule: str) -> str:
    """Return a hierarchical policy of an organisation or folder with one rule for tcp."""
    return (
        resource(
            "google_compute_firewall_policy.above",
            'short_name = "above"\nparent = "organizations/123456789012"',
        )
        + resource(
            "google_compute_firewall_policy_association.above",
            f'name = "above"\nattachment_target = {target}\n'
            "firewall_policy = google_compute_firewall_policy.above.id",
        )
        + resource(
            "google_compute_firewall_policy_rule.above",
            f"firewall_policy = google_compute_firewall_policy.above.id\n{rule}",
        )
    )


def policy(net: str, *rules: str) -> str:
    """Return a global network firewall policy of a network with rules."""
    made = resource("google_compute_network_firewall_policy.p", 'name = "p"') + resource(
        "google_compute_network_firewall_policy_association.p",
        f'name = "p"\nattachment_target = google_compute_network.{net}.id\n'
        "firewall_policy = google_compute_network_firewall_policy.p.name",
    )
    for number, rule in enumerate(rules):
        made += resource(
            f"google_compute_network_firewall_policy_rule.r{number}",
            f"firewall_policy = google_compute_network_firewall_policy.p.name\n{rule}",
        )
    return made


def rule(
    action: str,
    priority: int,
    *,
    protocol: str = "all",
    ports: str = "",
    sources: str = 'src_ip_ranges = ["10.0.0.0/8"]',
    direction: str = "INGRESS",
    more: str = "",
) -> str:
    """Return the body of a rule of a firewall policy."""
    listed = f'ports = ["{ports}"]' if ports else ""
    return (
        f'action = "{action}"\ndirection = "{direction}"\npriority = {priority}\n'
        f'match {{\n{sources}\nlayer4_configs {{\nip_protocol = "{protocol}"\n{listed}\n'
        f"}}\n}}\n{more}"
    )
