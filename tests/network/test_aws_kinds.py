"""The attributes that networks of AWS are read from stand in the provider's schemas."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cloudguard.providers.aws.network.kinds import KINDS, MACHINES, Kind

FOLDER = Path(__file__).parents[1] / "data" / "schemas"
SCHEMAS = [json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("aws-*.json"))]
HERE = [kind for kind in (*KINDS, *MACHINES) if any(kind.type in schema for schema in SCHEMAS)]


def paths(kind: Kind) -> list[str]:
    """Return the attributes, and outermost blocks, that a kind is read from.

    What is inside of a block the schemas at hand show in part.
    """
    said = [kind.groups, kind.address, *(p for p, _ in filter(None, (kind.public, kind.dual)))]
    said.append(kind.through[0] if kind.through else kind.subnets)
    return [path.partition(".")[0] for path in said if path]


# Nodes of clusters and machines of a group have what their launch template says.
ELSEWHERE = {
    "aws_eks_node_group": {"security_groups"},
    "aws_eks_fargate_profile": {"security_groups"},
    "aws_autoscaling_group": {"vpc_security_group_ids", "associate_public_ip_address"},
}


@pytest.mark.parametrize("kind", HERE, ids=lambda kind: kind.type)
def test_each_attribute_stands_in_a_schema(kind: Kind) -> None:
    known = set().union(*(schema.get(kind.type, ()) for schema in SCHEMAS))
    assert set(paths(kind)) - ELSEWHERE.get(kind.type, set()) <= known


def test_most_kinds_are_held_against_a_schema() -> None:
    assert len(HERE) > 40
