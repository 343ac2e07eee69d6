"""What route tables, gateways and DRGs let pass between VCNs, premises and the Internet."""

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
    gateway,
    host,
    rules,
    table,
    vcn,
    with_lists,
)

A, B = "oci_core_instance.a", "oci_core_instance.b"
_TABLES_PAGE: Final = "OCI documentation, VCN Route Tables"
_DRG_PAGE: Final = "OCI documentation, Dynamic Routing Gateways: DRG Route Tables"
DRG: Final = resource("oci_core_drg.d", 'compartment_id = "c"')
TO_DRG: Final = "oci_core_drg.d.id"
CIRCUIT: Final = resource(
    "oci_core_virtual_circuit.line",
    'compartment_id = "c"\ntype = "PRIVATE"\ngateway_id = oci_core_drg.d.id',
)


def site(name: str, number: int, *, subnet: str = "", vnic: str = "", **routes: str) -> str:
    """Return a VCN with an open subnet, an instance, and a table."""
    return (
        vcn(name, number, subnet=with_lists(name) + by(name) + subnet)
        + rules(name, name, OPEN)
        + host(name, vnic=vnic)
        + table(name, name, **routes)
    )


def pair(*, a: dict[str, str], b: dict[str, str], more: str = "") -> str:
    """Return two such VCNs."""
    return PROVIDER + site("a", 1, **a) + site("b", 2, **b) + more


def remotely_peered(more: str = "") -> str:
    """Return two such VCNs, each on a DRG of its own, which are peered."""
    return pair(
        a={"10.2.0.0/16": TO_DRG},
        b={"10.1.0.0/16": "oci_core_drg.e.id"},
        more=DRG
        + resource("oci_core_drg.e", 'compartment_id = "c"')
        + attached("a", "d", "a")
        + attached("b", "e", "b")
        + resource(
            "oci_core_remote_peering_connection.d",
            'compartment_id = "c"\ndrg_id = oci_core_drg.d.id\n'
            "peer_id = oci_core_remote_peering_connection.e.id",
        )
        + resource(
            "oci_core_remote_peering_connection.e",
            'compartment_id = "c"\ndrg_id = oci_core_drg.e.id',
        )
        + more,
    )


_PEERED: Final = gateway(
    "local_peering", "a", "a", "peer_id = oci_core_local_peering_gateway.b.id\n"
)
_PEER: Final = gateway("local_peering", "b", "b")
_LPG_A, _LPG_B = "oci_core_local_peering_gateway.a.id", "oci_core_local_peering_gateway.b.id"
_PUBLIC: Final = "prohibit_public_ip_on_vnic = false\n"
_IGW: Final = gateway("internet", "g", "a")
_TO_IGW: Final = {"0.0.0.0/0": "oci_core_internet_gateway.g.id"}

CASES: Final = [
    Case(
        name="OCI: local peering with rules both ways",
        page="OCI documentation, Local VCN Peering using Local Peering Gateways",
        hcl=pair(a={"10.2.0.0/16": _LPG_A}, b={"10.1.0.0/16": _LPG_B}, more=_PEERED + _PEER),
        start=A,
        end=B,
        sure="any",
    ),
    Case(
        name="OCI: local peering without a rule back: no TCP",
        page="OCI documentation, Local VCN Peering using Local Peering Gateways",
        hcl=pair(a={"10.2.0.0/16": _LPG_A}, b={}, more=_PEERED + _PEER),
        start=A,
        end=B,
        sure="icmp, udp, protocols but icmp tcp udp",
    ),
    Case(
        name="OCI: a peered VCN is no way to its other peers",
        page="OCI documentation, Transit Routing inside a Hub VCN",
        hcl=PROVIDER
        + site("a", 1, **{"10.0.0.0/8": _LPG_A})
        + site("b", 2, **{"10.0.0.0/8": _LPG_B})
        + vcn("h", 3)
        + gateway("local_peering", "a", "a", "peer_id = oci_core_local_peering_gateway.ha.id\n")
        + gateway("local_peering", "b", "b", "peer_id = oci_core_local_peering_gateway.hb.id\n")
        + gateway("local_peering", "ha", "h")
        + gateway("local_peering", "hb", "h"),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="OCI: a hub: what enters by a peering goes on to the premises by its table",
        page="OCI documentation, Transit Routing inside a Hub VCN",
        hcl=PROVIDER
        + site("a", 1, **{"192.168.0.0/16": _LPG_A})
        + vcn("h", 3)
        + gateway("local_peering", "a", "a", "peer_id = oci_core_local_peering_gateway.h.id\n")
        + gateway("local_peering", "h", "h", by("onward"))
        + table("onward", "h", **{"192.168.0.0/16": TO_DRG})
        + table("back", "h", **{"10.1.0.0/16": "oci_core_local_peering_gateway.h.id"})
        + DRG
        + attached("h", "d", "h", ingress=by("back"))
        + CIRCUIT,
        start=A,
        end="premises",
        sure="any",
        outside={"premises": ("oci_core_virtual_circuit.*", ("192.168.0.0/16",))},
    ),
    Case(
        name="OCI: a local peering gateway that nobody here names is a door",
        page="OCI documentation, Local VCN Peering using Local Peering Gateways",
        hcl=PROVIDER
        + site("a", 1, **{"10.9.0.0/16": _LPG_A})
        + gateway("local_peering", "a", "a")
        + site("b", 2),
        start=A,
        end=B,
        sure="none",
        unknown="oci_core_local_peering_gateway.a",
    ),
    Case(
        name="OCI: an internet gateway lets the Internet in to public addresses",
        page="OCI documentation, Internet Gateway",
        hcl=PROVIDER + site("a", 1, subnet=_PUBLIC, **_TO_IGW) + _IGW,
        start=INTERNET,
        end=A,
        sure="any",
    ),
    Case(
        name="OCI: nothing comes in to a private subnet",
        page="OCI documentation, Overview of VCNs and Subnets: Public vs. Private Subnets",
        hcl=PROVIDER + site("a", 1, **_TO_IGW) + _IGW,
        start=INTERNET,
        end=A,
        sure="none",
    ),
    Case(
        name="OCI: nor to an instance that refuses a public address",
        page="OCI documentation, Public IP Addresses",
        hcl=PROVIDER
        + site("a", 1, subnet=_PUBLIC, vnic="assign_public_ip = false", **_TO_IGW)
        + _IGW,
        start=INTERNET,
        end=A,
        sure="none",
    ),
    Case(
        name="OCI: a NAT gateway leads out and answers come back",
        page="OCI documentation, NAT Gateway",
        hcl=PROVIDER
        + site("a", 1, **{"0.0.0.0/0": "oci_core_nat_gateway.n.id"})
        + gateway("nat", "n", "a"),
        start=A,
        end=INTERNET,
        sure="any",
    ),
    Case(
        name="OCI: a NAT gateway lets nothing in",
        page="OCI documentation, NAT Gateway",
        hcl=PROVIDER
        + site("a", 1, **{"0.0.0.0/0": "oci_core_nat_gateway.n.id"})
        + gateway("nat", "n", "a"),
        start=INTERNET,
        end=A,
        sure="none",
    ),
    Case(
        name="OCI: a NAT gateway that blocks traffic",
        page="OCI documentation, NAT Gateway: Blocking Traffic",
        hcl=PROVIDER
        + site("a", 1, **{"0.0.0.0/0": "oci_core_nat_gateway.n.id"})
        + gateway("nat", "n", "a", "block_traffic = true\n"),
        start=A,
        end=INTERNET,
        sure="none",
    ),
    Case(
        name="OCI: a service gateway does not lead to the Internet",
        page="OCI documentation, Access to Oracle Services: Service Gateway",
        hcl=PROVIDER
        + site("a", 1)
        + gateway("service", "s", "a", 'services {\nservice_id = "ocid1.service.oc1.all"\n}\n')
        + table("s", "a").replace(
            "}\n",
            'route_rules {\ndestination = "all-nrt-services-in-oracle-services-network"\n'
            'destination_type = "SERVICE_CIDR_BLOCK"\n'
            "network_entity_id = oci_core_service_gateway.s.id\n}\n}\n",
        ),
        start=A,
        end=INTERNET,
        sure="none",
    ),
    Case(
        name="OCI: a rule to a private address leads to a machine of which nobody knows more",
        page="OCI documentation, Using a Private IP as a Route Target",
        hcl=PROVIDER
        + site("a", 1, **{"0.0.0.0/0": "oci_core_private_ip.firewall.id"})
        + resource("oci_core_private_ip.firewall", 'vnic_id = "ocid1.vnic"')
        + site("b", 2),
        start=A,
        end=B,
        sure="none",
        unknown="oci_core_private_ip.firewall",
    ),
    Case(
        name="OCI: an autonomous database without a subnet is open to its list of addresses",
        page="OCI documentation, Autonomous Database: Network Access with Access Control Rules",
        hcl=PROVIDER
        + resource(
            "oci_database_autonomous_database.a",
            'compartment_id = "c"\ndb_name = "a"\nwhitelisted_ips = ["203.0.113.0/24"]',
        ),
        start=INTERNET,
        end="oci_database_autonomous_database.a",
        sure="any",
        sources=("203.0.113.0/24",),
    ),
    Case(
        name="OCI: IPv6 of a public subnet is on the Internet though its IPv4 is not",
        page="OCI documentation, IPv6 Addresses: Internet Communication",
        hcl=PROVIDER
        + vcn(
            "a",
            1,
            subnet=with_lists("a") + by("a") + _PUBLIC + 'ipv6cidr_block = "2603:c020::/64"\n',
            more="is_ipv6enabled = true\n",
        )
        + rules("a", "a", 'ingress_security_rules {\nprotocol = "all"\nsource = "::/0"\n}\n')
        + host("a", vnic="assign_public_ip = false\nassign_ipv6ip = true")
        + table("a", "a", **{"::/0": "oci_core_internet_gateway.g.id"})
        + _IGW,
        start=INTERNET,
        end=A,
        sure="any",
        destinations=("2603:c020::/64",),
    ),
]
