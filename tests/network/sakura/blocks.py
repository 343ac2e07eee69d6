"""Terraform text that many cases share: switches, servers, filters, routers."""

from __future__ import annotations

from typing import Final

from tests.network.aws.blocks import resource

PROVIDER: Final = 'provider "sakura" { zone = "is1b" }\n'
ELDER: Final = 'provider "sakuracloud" { zone = "is1b" }\n'


def switch(name: str, more: str = "") -> str:
    """Return a switch."""
    return resource(f"sakura_vswitch.{name}", f'name = "{name}"\n{more}')


def at(name: str) -> str:
    """Return what names a switch."""
    return f"sakura_vswitch.{name}.id"


def server(name: str, *upstreams: str, address: str = "", guard: str = "") -> str:
    """Return a server with an interface on each of some switches; a filter guards the first."""
    first = f"\n    packet_filter_id = sakura_packet_filter.{guard}.id" if guard else ""
    first += f'\n    user_ip_address = "{address}"' if address else ""
    interfaces = ", ".join(
        f"{{\n    upstream = {upstream}{first if place == 0 else ''}\n  }}"
        for place, upstream in enumerate(upstreams)
    )
    return resource(f"sakura_server.{name}", f'name = "{name}"\nnetwork_interface = [{interfaces}]')


SHARED: Final = '"shared"'


def guard(name: str, *rules: str) -> str:
    """Return a packet filter with its rules in order."""
    return resource(f"sakura_packet_filter.{name}", f'name = "{name}"') + resource(
        f"sakura_packet_filter_rules.{name}",
        f"packet_filter_id = sakura_packet_filter.{name}.id\n"
        f"expression = [{', '.join('{ ' + rule + ' }' for rule in rules)}]",
    )


ALLOW_HTTPS: Final = 'protocol = "tcp", destination_port = "443"'
DENY_ALL: Final = 'protocol = "ip", allow = false'


def router(name: str, *interfaces: tuple[str, int], more: str = "") -> str:
    """Return a VPC router: an interface 192.168.NUMBER.1/24 on each of some switches."""
    inside = ", ".join(
        f'{{ index = {place}, vswitch_id = {at(on)}, ip_addresses = ["192.168.{number}.1"], '
        "netmask = 24 }"
        for place, (on, number) in enumerate(interfaces, 1)
    )
    return resource(
        f"sakura_vpn_router.{name}",
        f'name = "{name}"\nprivate_network_interface = [{inside}]\n{more}',
    )


def firewall(index: int, direction: str, *rules: str) -> str:
    """Return a firewall of a router with its rules in order."""
    text = ", ".join("{ " + rule + " }" for rule in rules)
    return (
        f'firewall = [{{ interface_index = {index}, direction = "{direction}", '
        f"expression = [{text}] }}]\n"
    )


def local(name: str, on: str, number: int, *peers: str, more: str = "") -> str:
    """Return a local router 192.168.NUMBER.254/24 on a switch, with its peers."""
    text = ", ".join(f'{{ peer_id = {peer}, secret_key = "k" }}' for peer in peers)
    return resource(
        f"sakura_local_router.{name}",
        f'name = "{name}"\nswitch = {{ code = {at(on)}, zone = "is1b" }}\n'
        f'network_interface = {{ vip = "192.168.{number}.254", netmask = 24, vrid = 1, '
        f'ip_addresses = ["192.168.{number}.252", "192.168.{number}.253"] }}\n'
        f"peer = [{text}]\n{more}",
    )


def local_id(name: str) -> str:
    """Return what names a local router."""
    return f"sakura_local_router.{name}.id"
