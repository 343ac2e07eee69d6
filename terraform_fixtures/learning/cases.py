"""What to plan: the resources that show what a type's defaults are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from terraform_fixtures.learning.shapes import Body, PathT, Shape, holds, minimal, put

HUGE: Final = 300  # blocks in a type, above which equal ones are planned once

# Where an unknown value is refused, or taken for an empty one: what is written instead
LITERALS: Final[dict[str, dict[str, str]]] = {
    "aws_iot_authorizer": {"signing_disabled": "true"},
    "aws_kinesis_firehose_delivery_stream": {"destination": '"extended_s3"'},
    "aws_kinesis_stream": {"shard_count": "1"},
    "aws_lambda_function": {"handler": '"main.handler"', "runtime": '"python3.13"'},
    "aws_lightsail_instance": {"availability_zone": '"ap-northeast-1a"'},
    "aws_vpc_ipam": {"region_name": '"ap-northeast-1"'},
    "aws_vpc_ipam_resource_discovery": {"region_name": '"ap-northeast-1"'},
}
# What decides over the defaults of others when it is known: planned with each of these values
BALANCERS: Final = ('"application"', '"network"', '"gateway"')
TARGETS: Final = ('"instance"', '"ip"', '"lambda"', '"alb"')
VARIANTS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "aws_alb": {"load_balancer_type": BALANCERS},
    "aws_alb_target_group": {"target_type": TARGETS},
    "aws_db_instance": {"engine": ('"mysql"', '"postgres"', '"oracle-ee"', '"sqlserver-ee"')},
    "aws_dynamodb_table": {"billing_mode": ('"PROVISIONED"', '"PAY_PER_REQUEST"')},
    "aws_ebs_volume": {"type": ('"gp2"', '"gp3"', '"io1"')},
    "aws_elasticache_replication_group": {"engine": ('"redis"', '"valkey"')},
    "aws_kinesis_stream": {"encryption_type": ('"NONE"', '"KMS"')},
    "aws_lambda_function": {"package_type": ('"Zip"', '"Image"')},
    "aws_lb": {"load_balancer_type": BALANCERS},
    "aws_lb_target_group": {"target_type": TARGETS},
    "aws_rds_cluster": {"engine": ('"aurora-mysql"', '"aurora-postgresql"', '"mysql"')},
    "aws_s3_bucket_object_lock_configuration": {"object_lock_enabled": ('"Enabled"',)},
}
BOOLEANS: Final = ("true", "false")


@dataclass(slots=True)
class Case:
    """One resource to plan: its type, what it is to show, and what is written."""

    type: str
    focus: PathT
    body: Body
    provider: str = "aws"
    wrong: str = ""
    rounds: int = 0
    tried: set[str] = field(default_factory=set)


def cases(shapes: dict[str, Shape]) -> Iterator[Case]:
    """Yield the resources that show what the types' defaults are."""
    planned_once: dict[str, set[int]] = defaultdict(set)
    for type_, shape in shapes.items():
        yield Case(type_, (), _start(type_, shape))
        yield Case(type_, (), _start(type_, shape), provider="aws.other")
        for name, value in _variants(type_, shape):
            yield Case(type_, (name,), {**_start(type_, shape), name: value})
        family = family_of(type_, shape)
        for path in _focuses(shape, planned_once[family] if family != type_ else None):
            body = _start(type_, shape)
            if not holds(body, path):
                put(body, shape, path)
                yield Case(type_, path, body)


def _start(type_: str, shape: Shape) -> Body:
    """Return what is required of a type, with the literals that it needs."""
    body, literals = minimal(shape), LITERALS.get(type_, {})
    body |= {name: value for name, value in literals.items() if name in shape.fields}
    for blocks in body.values():
        if isinstance(blocks, list):
            for block in blocks:
                block |= {name: literals[name] for name in block if name in literals}
    return body


def _variants(type_: str, shape: Shape) -> Iterator[tuple[str, str]]:
    chosen = VARIANTS.get(type_, {})
    for name, what in shape.fields.items():
        switch = what.letters == "b" and (what.optional or what.required)
        for value in chosen.get(name, BOOLEANS if switch else ()):
            yield name, value


def family_of(type_: str, shape: Shape) -> str:
    """Return the service of a giant: its types share bodies by the hundred; else the type."""
    return "_".join(type_.split("_")[:2]) if size(shape) > HUGE else type_


def _focuses(shape: Shape, once: set[int] | None) -> Iterator[PathT]:
    """Yield every top attribute and every block, level by level; those in `once` no more."""
    level: list[tuple[PathT, Shape]] = [((), shape)]
    while level:
        below: list[tuple[PathT, Shape]] = []
        for path, each in level:
            for name, what in each.fields.items():
                if what.nested is None:
                    if not path and what.optional and name != "id":
                        yield (name,)
                elif what.optional and (once is None or what.nested.key not in once):
                    if once is not None:
                        once.add(what.nested.key)
                    yield (*path, name)
                    below.append(((*path, name), what.nested))
                elif what.required:
                    below.append(((*path, name), what.nested))
        level = below


def size(shape: Shape) -> int:
    """Return how many blocks a type has, nested ones too."""
    if shape.key not in _SIZES:
        nested = (f.nested for f in shape.fields.values())
        _SIZES[shape.key] = sum(1 + size(each) for each in nested if each)
    return _SIZES[shape.key]


_SIZES: Final[dict[int, int]] = {}
