"""Terraform text that many cases share: VCNs, instances, lists, tables."""

from __future__ import annotations

from typing import Final

from tests.network.aws.blocks import block, resource

PROVIDER: Final = 'provider "oci" { region = "ap-tokyo-1" }\n'
ANYWHERE: Final = "0.0.0.0/0"
OPEN: Final = """
  ingress_security_rules {
    protocol = "all"
    source   = "0.0.0.0/0"
  }
  egress_security_rules {
    protocol    = "all"
    destination = "0.0.0.0/0"
  }
"""


def vcn(name: str, number: int, *, subnet: str = "", more: str = "") -> str:
    """Return a VCN 10.NUMBER.0.0/16 and its private subnet 10.NUMBER.1.0/24."""
    private = "" if "prohibit" in subnet else "prohibit_public_ip_on_vnic = true\n"
    return resource(
        f"oci_core_vcn.{name}",
        f'compartment_id = "c"\ncidr_blocks = ["10.{number}.0.0/16"]\n{more}',
    ) + resource(
        f"oci_core_subnet.{name}",
        f'compartment_id = "c"\nvcn_id = oci_core_vcn.{name}.id\n'
        f'cidr_block = "10.{number}.1.0/24"\n{private}{subnet}',
    )


def host(name: str, *, subnet: str = "", vnic: str = "", more: str = "") -> str:
    """Return an instance in a subnet."""
    return resource(
        f"oci_core_instance.{name}",
        'availability_domain = "AD-1"\ncompartment_id = "c"\nshape = "VM.Standard.E5.Flex"\n'
        + block(
            "create_vnic_details", "", f"subnet_id = oci_core_subnet.{subnet or name}.id\n{vnic}"
        ).replace(' ""', "")
        + more,
    )


def rules(name: str, vcn: str, body: str = OPEN) -> str:
    """Return a security list."""
    return resource(
        f"oci_core_security_list.{name}",
        f'compartment_id = "c"\nvcn_id = oci_core_vcn.{vcn}.id\n{body}',
    )


def ingress(number: int | None, source: str, *, protocol: int = 6, more: str = "") -> str:
    """Return a rule of a list that lets one port in."""
    return _rule("ingress", "source", number, source, protocol, more)


def egress(number: int | None, destination: str, *, protocol: int = 6, more: str = "") -> str:
    """Return a rule of a list that lets one port out."""
    return _rule("egress", "destination", number, destination, protocol, more)


def _rule(way: str, path: str, number: int | None, peer: str, protocol: int, more: str) -> str:
    options = "tcp_options" if protocol == 6 else "udp_options"  # TCP
    ports = f"{options} {{\nmin = {number}\nmax = {number}\n}}\n" if number else ""
    return (
        f'{way}_security_rules {{\nprotocol = "{protocol}"\n{path} = "{peer}"\n{more}\n{ports}}}\n'
    )


def with_lists(*names: str) -> str:
    """Return the lists of a subnet."""
    return (
        "security_list_ids = [" + ", ".join(f"oci_core_security_list.{n}.id" for n in names) + "]\n"
    )


def table(name: str, vcn: str, **routes: str) -> str:
    """Return a route table: by destination, with `_` for `.` and `/`, the target."""
    body = "".join(
        f'route_rules {{\ndestination = "{there}"\nnetwork_entity_id = {target}\n}}\n'
        for there, target in routes.items()
    )
    return resource(
        f"oci_core_route_table.{name}",
        f'compartment_id = "c"\nvcn_id = oci_core_vcn.{vcn}.id\n{body}',
    )


def by(name: str) -> str:
    """Return the attribute of a subnet that names its table."""
    return f"route_table_id = oci_core_route_table.{name}.id\n"


def gateway(kind: str, name: str, vcn: str, more: str = "") -> str:
    """Return a gateway of a VCN."""
    return resource(
        f"oci_core_{kind}_gateway.{name}",
        f'compartment_id = "c"\nvcn_id = oci_core_vcn.{vcn}.id\n{more}',
    )


def attached(name: str, drg: str, vcn: str, more: str = "", ingress: str = "") -> str:
    """Return the attachment of a VCN to a DRG."""
    return resource(
        f"oci_core_drg_attachment.{name}",
        f"drg_id = oci_core_drg.{drg}.id\n{more}"
        f'network_details {{\nid = oci_core_vcn.{vcn}.id\ntype = "VCN"\n{ingress}}}\n',
    )


def group(name: str, vcn: str) -> str:
    """Return a group without rules."""
    return resource(
        f"oci_core_network_security_group.{name}",
        f'compartment_id = "c"\nvcn_id = oci_core_vcn.{vcn}.id',
    )


def group_rule(name: str, group: str, direction: str, peer: str, body: str = "") -> str:
    """Return a rule of a group for every protocol, unless the body says one."""
    protocol = "" if "protocol" in body else 'protocol = "all"\n'
    return resource(
        f"oci_core_network_security_group_security_rule.{name}",
        f"network_security_group_id = oci_core_network_security_group.{group}.id\n"
        f'direction = "{direction}"\n{protocol}{peer}\n{body}',
    )
