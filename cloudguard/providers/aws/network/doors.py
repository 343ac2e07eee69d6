"""The nodes that routes lead to, by type of target."""

from __future__ import annotations

import re
from typing import Final

from cloudguard.providers.aws.network.vpcs import Vpcs
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Source, Unknown, Value

TARGETS: Final = (
    "gateway_id",
    "nat_gateway_id",
    "egress_only_gateway_id",
    "vpc_peering_connection_id",
    "transit_gateway_id",
    "vpc_endpoint_id",
    "network_interface_id",
    "carrier_gateway_id",
    "local_gateway_id",
    "core_network_arn",
    "instance_id",
    "odb_network_arn",
)
LOCAL: Final = "local"
# Of these, what comes in depends on the VPC that it comes from.
_BY_VPC: Final = frozenset(
    {
        "aws_vpc_peering_connection",
        "aws_ec2_transit_gateway",
        "aws_networkmanager_core_network",
    }
)
_PLAIN: Final = frozenset(
    {
        "aws_internet_gateway",
        "aws_egress_only_internet_gateway",
        "aws_nat_gateway",
        "aws_vpn_gateway",
        "aws_ec2_carrier_gateway",
        "aws_vpc_endpoint",
        "aws_networkfirewall_firewall",
        "aws_network_interface",
        "aws_instance",
    }
)
_PEERING: Final = "aws_vpc_peering_connection"
_ACCEPTER: Final = "aws_vpc_peering_connection_accepter"
# What an expression was made of is told where its value is not known.
_FIREWALL: Final = re.compile(r"made of (\S*aws_networkfirewall_firewall\.\S+?)\.firewall_status")
_PRIMARY: Final = ".primary_network_interface_id"
_LOCAL_GATEWAY: Final = "data.aws_ec2_local_gateway"


def out(name: str, vpc: str = "") -> str:
    """Return the node on which a gateway takes packets, of a VPC where that makes a difference."""
    return f"{name} of {vpc}" if vpc else f"{name} out"


def target_of(block: Resource, vpcs: Vpcs) -> str | None:
    """Return what a route leads to, None where that is not known."""
    for path in TARGETS:
        value = block.get(path, None, "not written")
        if isinstance(value, Unknown):
            return _of_firewall(value)
        if value.value not in (None, ""):
            return _settled(vpcs.named(value), vpcs)
    return None


def node(target: str | None, block: Resource, vpc: str, vpcs: Vpcs) -> str:
    """Return the node that a route leads to; a target that is not known is a blind spot."""
    at = block.source()
    if target is None:
        made = f"{at.address} {at.path} target"
        vpcs.wiring.open(made, f"what {block.address} leads to is not known", at)
        return made
    found = vpcs.names.here(target)
    if found is not None and found.type in _BY_VPC:
        return out(target, vpc)
    if found is not None and found.type in _PLAIN:
        vpcs.through.add(target)
        return out(target)
    if target.startswith(("lgw-", _LOCAL_GATEWAY)):
        _local_gateway(target, vpc, at, vpcs)
        return out(target, vpc)
    if _is_transit(target):
        vpcs.foreign.setdefault(target, at)
        return out(target, vpc)
    vpcs.wiring.open(out(target, vpc), f"{target} is not in this input", at)
    return out(target, vpc)


def _local_gateway(target: str, vpc: str, at: Source, vpcs: Vpcs) -> None:
    """Add the door of an Outpost's gateway: networks on the premises.

    AWS Outposts User Guide, "Local gateway".
    """
    arriving = f"{target} into {vpc}"
    vpcs.wiring.gateway(out(target, vpc), arriving, "unknown", Source(target, file=at.file))
    vpcs.wiring.edge(arriving, f"{vpc} net", at, "local gateway", carries=vpcs.range(vpc).destined)


def _is_transit(name: str) -> bool:
    """Tell a Transit Gateway that is not made here, by its id or its data source."""
    return name.startswith(("tgw-", "data.aws_ec2_transit_gateway.")) and "attach" not in name


def _settled(name: str | None, vpcs: Vpcs) -> str | None:
    """Return the resource that a name stands for: who accepts a peering names the peering."""
    if name is None:
        return None
    name = name.removesuffix(_PRIMARY)
    here = vpcs.names.here(name)
    if here is not None and here.type == _ACCEPTER:
        return vpcs.named(here.get("vpc_peering_connection_id"))
    if here is not None and here.type == f"{_PEERING}_options":
        return vpcs.named(here.get("vpc_peering_connection_id"))
    return name


def _of_firewall(value: Value[object]) -> str | None:
    """Return the firewall whose endpoint a value is: it is one of a set that only apply knows."""
    if isinstance(value, Known):
        return value.value.address if isinstance(value.value, Reference) else None
    found = _FIREWALL.search(value.reason)
    return found[1] if found else None
