"""What reaches balancers, bastions and other services, and what leads out of hosts by their own."""

from __future__ import annotations

from typing import Final

from cloudguard.network.wiring import INTERNET
from tests.network.aws.blocks import resource
from tests.network.cases import Case
from tests.network.oci.blocks import (
    OPEN,
    PROVIDER,
    attached,
    by,
    egress,
    gateway,
    host,
    ingress,
    rules,
    table,
    vcn,
    with_lists,
)

A: Final = "oci_core_instance.a"
_IGW: Final = gateway("internet", "g", "a")
_OUT: Final = table("a", "a", **{"0.0.0.0/0": "oci_core_internet_gateway.g.id"})
_PUBLIC: Final = "prohibit_public_ip_on_vnic = false\n"
_WEB: Final = (
    PROVIDER
    + vcn("a", 1, subnet=with_lists("a") + by("a") + _PUBLIC)
    + rules("a", "a", ingress(443, "0.0.0.0/0") + egress(None, "10.1.0.0/16"))
    + _OUT
    + _IGW
)
_PRIVATE: Final = (
    PROVIDER + vcn("a", 1, subnet=with_lists("a") + by("a")) + rules("a", "a", OPEN) + host("a")
)


def balancer(more: str = "") -> str:
    """Return a load balancer in the public subnet."""
    return resource(
        "oci_load_balancer_load_balancer.b",
        'compartment_id = "c"\ndisplay_name = "b"\nshape = "flexible"\n'
        f"subnet_ids = [oci_core_subnet.a.id]\n{more}",
    )


CASES: Final = [
    Case(
        name="OCI: a load balancer is public unless it says otherwise",
        page="terraform-provider-oci docs, oci_load_balancer_load_balancer: is_private",
        hcl=_WEB + balancer(),
        start=INTERNET,
        end="oci_load_balancer_load_balancer.b",
        sure="tcp/443",
    ),
    Case(
        name="OCI: a private load balancer",
        page="terraform-provider-oci docs, oci_load_balancer_load_balancer: is_private",
        hcl=_WEB + balancer("is_private = true\n"),
        start=INTERNET,
        end="oci_load_balancer_load_balancer.b",
        sure="none",
    ),
    Case(
        name="OCI: a reserved public address may be anybody's in a public subnet",
        page="OCI documentation, Public IP Addresses: Reserved Public IPs",
        hcl=_WEB
        + host("a", vnic="assign_public_ip = false")
        + resource(
            "oci_core_public_ip.r",
            'compartment_id = "c"\nlifetime = "RESERVED"\nprivate_ip_id = "ocid1.privateip.oc1"',
        ),
        start=INTERNET,
        end=A,
        sure="none",
        possible="tcp/443",
    ),
    Case(
        name="OCI: a VNIC with a route table of its own",
        page="OCI documentation, VCN Route Tables: Per-Resource Routing",
        hcl=PROVIDER
        + vcn("a", 1, subnet=with_lists("a") + _PUBLIC)
        + rules("a", "a", OPEN)
        + _OUT
        + _IGW
        + resource(
            "oci_core_vnic_attachment.v",
            'instance_id = "ocid1.instance"\ncreate_vnic_details {\n'
            "subnet_id = oci_core_subnet.a.id\nassign_public_ip = true\n"
            "route_table_id = oci_core_route_table.a.id\n}",
        ),
        start="oci_core_vnic_attachment.v",
        end=INTERNET,
        sure="any",
    ),
    Case(
        name="OCI: a bastion takes sessions from the addresses that it allows",
        page="OCI documentation, Bastion: Managing Bastions, CIDR block allowlist",
        hcl=_PRIVATE
        + table("a", "a")
        + resource(
            "oci_bastion_bastion.b",
            'bastion_type = "STANDARD"\ncompartment_id = "c"\n'
            "target_subnet_id = oci_core_subnet.a.id\n"
            'client_cidr_block_allow_list = ["203.0.113.0/24"]',
        ),
        start=INTERNET,
        end="oci_bastion_bastion.b",
        sure="tcp/22",
        sources=("203.0.113.0/24",),
    ),
    Case(
        name="OCI: a bastion for private addresses is not reached from the Internet",
        page="OCI documentation, Bastion: Managing Bastions, CIDR block allowlist",
        hcl=_PRIVATE
        + table("a", "a")
        + resource(
            "oci_bastion_bastion.b",
            'bastion_type = "STANDARD"\ncompartment_id = "c"\n'
            "target_subnet_id = oci_core_subnet.a.id\n"
            'client_cidr_block_allow_list = ["10.120.0.0/16"]',
        ),
        start=INTERNET,
        end="oci_bastion_bastion.b",
        sure="none",
    ),
    Case(
        name="OCI: a DRG that is made elsewhere: what is behind it is declared",
        page="OCI documentation, Dynamic Routing Gateways: attaching a VCN of another tenancy",
        hcl=_PRIVATE
        + table("a", "a", **{"192.168.0.0/16": '"ocid1.drg.oc1.ap-tokyo-1.theirs"'})
        + attached("a", "d", "a").replace("oci_core_drg.d.id", '"ocid1.drg.oc1.ap-tokyo-1.theirs"'),
        start="premises",
        end=A,
        sure="any",
        outside={"premises": ("oci_core_drg_attachment.a", ("192.168.0.0/16",))},
    ),
    Case(
        name="OCI: a VPN with static routes carries nothing else",
        page="OCI documentation, Site-to-Site VPN: static routing",
        hcl=_PRIVATE
        + table("a", "a", **{"0.0.0.0/0": "oci_core_drg.d.id"})
        + resource("oci_core_drg.d", 'compartment_id = "c"')
        + attached("a", "d", "a")
        + resource(
            "oci_core_ipsec.vpn",
            'compartment_id = "c"\ncpe_id = "cpe"\ndrg_id = oci_core_drg.d.id\n'
            'static_routes = ["172.16.0.0/16"]',
        ),
        start=A,
        end="branch",
        sure="any",
        destinations=("172.16.0.0/16",),
        outside={"branch": ("oci_core_ipsec.vpn", ("172.16.0.0/12",))},
    ),
    Case(
        name="OCI: a public virtual circuit leads to public addresses past the Internet",
        page="OCI documentation, FastConnect Public Peering",
        hcl=_WEB
        + host("a")
        + resource(
            "oci_core_virtual_circuit.p",
            'compartment_id = "c"\ntype = "PUBLIC"\n'
            'public_prefixes {\ncidr_block = "203.0.113.0/24"\n}',
        ),
        start="premises",
        end=A,
        sure="tcp/443",
        sources=("203.0.113.0/24",),
        outside={"premises": ("oci_core_virtual_circuit.p", ("203.0.113.0/24",))},
    ),
    Case(
        name="OCI: a VLAN stands for the machines on it: groups alone decide",
        page="OCI documentation, VLANs",
        hcl=_PRIVATE
        + table("a", "a")
        + resource(
            "oci_core_vlan.v",
            'compartment_id = "c"\nvcn_id = oci_core_vcn.a.id\ncidr_block = "10.1.8.0/24"\n'
            "nsg_ids = [oci_core_network_security_group.v.id]",
        )
        + resource(
            "oci_core_network_security_group.v",
            'compartment_id = "c"\nvcn_id = oci_core_vcn.a.id',
        ),
        start=A,
        end="oci_core_vlan.v",
        sure="none",
    ),
]
