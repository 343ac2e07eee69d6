"""An estate of many networks, from resources to verdicts: how long, how much memory, how it grows.

    python benchmarks/networks.py [VPCS] [--faulty | --open]

Makes VPCS networks (1,000) of three zones behind one Transit Gateway, ten subnets and fifty rules
of security groups each, and judges every network. With --faulty two zones learn the way to a
network of the other's; with --open all networks share one route table of the gateway, so that every
network of every zone fails. Prints seconds and megabytes of each step.
"""

from __future__ import annotations

import argparse
import gc
import resource as limits
import time
from collections.abc import Iterator
from typing import Any

from cloudguard.assets import Placed
from cloudguard.checks.zones import declared, no_internet_path, separated
from cloudguard.config.network import Network
from cloudguard.estate import Estate, Surroundings
from cloudguard.network.wiring import Wiring
from cloudguard.providers.aws.network import wire
from cloudguard.providers.aws.provider import Aws
from cloudguard.sources.blocks import ProviderBlock
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Source, Unknown, Value

ZONES = ("mynumber", "lgwan", "internet")
SUBNETS, RULES = 10, 50


def main() -> None:
    """Make the estate, draw it, judge it, and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("vpcs", type=int, nargs="?", default=1000)
    joined = parser.add_mutually_exclusive_group()
    joined.add_argument("--faulty", action="store_const", dest="joined", const="faulty", default="")
    joined.add_argument("--open", action="store_const", dest="joined", const="open")
    asked = parser.parse_args()
    made = Resources(estate(asked.vpcs, joined=asked.joined))
    zones = {r.address: r.attributes["tags"]["Zone"] for r in made.of("aws_subnet")}
    gc.disable()  # as a run does
    start = time.perf_counter()
    wiring = Wiring()
    wire(Aws(made, Blocks()), wiring)
    drawn = time.perf_counter()
    assets = [_asset(r) for r in made.of("aws_subnet")]
    around = Surroundings(_again(wiring), lambda asset: zones.get(asset.id), Network())
    whole = Estate(assets, surroundings=around)
    counts: dict[str, int] = {}
    for check in (separated, no_internet_path, declared):
        for asset in assets:
            verdict = check.judge(asset, whole)
            if verdict is not None:
                key = f"{check.id} {verdict.outcome.name}"
                counts[key] = counts.get(key, 0) + 1
    judged = time.perf_counter()
    edges = sum(map(len, wiring.edges.values()))
    memory = limits.getrusage(limits.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{asked.vpcs} VPCs, {len(assets)} subnets, {len(wiring.hosts)} hosts, {edges} edges")
    print(f"drawn {drawn - start:.2f} s, judged {judged - drawn:.2f} s, {memory:.0f} MB")
    for key, count in counts.items():
        print(f"  {key}: {count}")


def _again(wiring: Wiring) -> Any:
    def draw(empty: Wiring) -> None:
        for name in ("hosts", "edges", "gateways", "unseen", "translators", "_groups"):
            setattr(empty, name, getattr(wiring, name))

    return draw


def estate(vpcs: int, *, joined: str) -> Iterator[Resource]:
    """Yield the resources of an estate as a state after apply has them.

    `joined` is how zones are: "faulty" in one place, "open" everywhere, "" nowhere.
    """
    gateway = {
        "id": "tgw-1",
        "default_route_table_association": "disable",
        "default_route_table_propagation": "disable",
    }
    yield _resource("aws_ec2_transit_gateway", "hub", gateway)
    for zone in ZONES:
        table = {"id": f"tgw-rtb-{zone}", "transit_gateway_id": "tgw-1"}
        yield _resource("aws_ec2_transit_gateway_route_table", zone, table)
    for number in range(vpcs):
        yield from _vpc(number, joined=joined)


def _vpc(number: int, *, joined: str) -> Iterator[Resource]:
    zone = ZONES[number % len(ZONES)]
    name, vpc = f"v{number}", f"vpc-{number}"
    high, low = divmod(number, 256)
    base = f"10.{low}" if high == 0 else f"{100 + high}.{low}"
    yield _resource("aws_vpc", name, {"id": vpc, "cidr_block": f"{base}.0.0/16"})
    attachment = f"tgw-attach-{number}"
    subnets = [f"subnet-{number}-{n}" for n in range(SUBNETS)]
    yield _resource(
        "aws_ec2_transit_gateway_vpc_attachment",
        name,
        {
            "id": attachment,
            "vpc_id": vpc,
            "transit_gateway_id": "tgw-1",
            "subnet_ids": subnets[:1],
            "transit_gateway_default_route_table_association": False,
            "transit_gateway_default_route_table_propagation": False,
        },
    )
    table = f"tgw-rtb-{ZONES[0] if joined == 'open' else zone}"
    routed = {"transit_gateway_attachment_id": attachment, "transit_gateway_route_table_id": table}
    yield _resource("aws_ec2_transit_gateway_route_table_association", name, routed)
    yield _resource("aws_ec2_transit_gateway_route_table_propagation", name, routed)
    others = {0: "lgwan", 1: "mynumber"}  # each of two zones learns the way to one of the other's
    if joined == "faulty" and (other := others.get(number)):
        shared = {**routed, "transit_gateway_route_table_id": f"tgw-rtb-{other}"}
        type_ = "aws_ec2_transit_gateway_route_table_propagation"
        yield _resource(type_, f"fault_{number}", shared)
    route = {
        "cidr_block": "0.0.0.0/0",
        "transit_gateway_id": "tgw-1",
    }
    yield _resource(
        "aws_route_table", name, {"id": f"rtb-{number}", "vpc_id": vpc, "route": [route]}
    )
    for n, subnet in enumerate(subnets):
        yield _resource(
            "aws_subnet",
            f"{name}_{n}",
            {
                "id": subnet,
                "vpc_id": vpc,
                "cidr_block": f"{base}.{n}.0/24",
                "tags": {"Zone": zone},
            },
        )
        its = {"subnet_id": subnet, "route_table_id": f"rtb-{number}"}
        yield _resource("aws_route_table_association", f"{name}_{n}", its)
        group = f"sg-{number}-{n}"
        rules = [
            {
                "protocol": "tcp",
                "from_port": 1000 + 10 * k,
                "to_port": 1005 + 10 * k,
                "cidr_blocks": ["10.0.0.0/8", f"{base}.0.0/16"],
            }
            for k in range(RULES // SUBNETS)
        ]
        out = [{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}]
        yield _resource(
            "aws_security_group",
            f"{name}_{n}",
            {"id": group, "vpc_id": vpc, "ingress": rules, "egress": out},
        )
        yield _resource(
            "aws_instance",
            f"{name}_{n}",
            {
                "id": f"i-{number}-{n}",
                "subnet_id": subnet,
                "vpc_security_group_ids": [group],
                "private_ip": f"{base}.{n}.10",
            },
        )


def _resource(type_: str, name: str, attributes: dict[str, Any]) -> Resource:
    return Resource(type_, name, f"{type_}.{name}", attributes, provider_key="aws")


def _asset(subnet: Resource) -> Placed:
    unknown = Unknown("not asked", Source(subnet.address))
    return Placed(
        id=subnet.address,
        provider="aws",
        type=subnet.type,
        origin=subnet.source(),
        location=unknown,
        tags=Known(subnet.attributes["tags"], subnet.source("tags")),
        account=unknown,
        names=(subnet.attributes["id"],),
    )


class Blocks:
    """Provider blocks of which nothing is asked."""

    def __init__(self) -> None:
        """Hold none."""
        self.providers: dict[str, ProviderBlock] = {}

    def region(self, key: str) -> Value[str | None]:
        """Return a region."""
        return Known("ap-northeast-1", Source(key))

    def setting(self, key: str, path: str) -> Value[Any] | None:
        """Return nothing."""
        return None


if __name__ == "__main__":
    main()
