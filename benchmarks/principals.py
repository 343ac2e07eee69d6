"""Many identities, from resources to chains: how long, how much memory, how it grows.

    python benchmarks/principals.py [PRINCIPALS] [--profile]

Makes PRINCIPALS users and roles (5,000), half of each, with four statements for each (20,000):
some of their own, some of policies and groups that many share. Every fiftieth role admits the
whole account; some users may assume roles by pattern, some reset keys, some pass roles to
functions; ten roles are administrators. Prints seconds and megabytes.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import pstats
import resource as limits
import time
from collections.abc import Iterator
from typing import Any

from cloudguard.identity.powers import Powers
from cloudguard.providers.aws.identity import read
from cloudguard.providers.aws.provider import Aws
from cloudguard.sources.blocks import ProviderBlock
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Source, Value

ACCOUNT = "111122223333"
READS = ["s3:GetObject", "ec2:Describe*", "logs:Get*", "cloudwatch:*"]
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def main() -> None:
    """Make the identities, read them, ask for every chain, and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("principals", type=int, nargs="?", default=5000)
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    made = list(estate(asked.principals))
    statements = sum(
        len(json.loads(r.attributes["policy"])["Statement"])
        for r in made
        if "policy" in r.attributes
    )
    resources = Resources(made)
    gc.disable()  # as a run does
    profiler = cProfile.Profile()
    start = time.perf_counter()
    if asked.profile:
        profiler.enable()
    powers = Powers()
    read(Aws(resources, Blocks()), powers)
    drawn = time.perf_counter()
    found = {"enforced": 0, "not enforced": 0, "unknown": 0, "no power": 0}
    for principal in powers.principals:
        chain = powers.chain(principal)
        if chain is None:
            found["no power"] += 1
        elif isinstance(chain.enforced, Known):
            found["enforced" if chain.enforced.value else "not enforced"] += 1
        else:
            found["unknown"] += 1
    profiler.disable()
    asked_for = time.perf_counter()
    memory = limits.getrusage(limits.RUSAGE_SELF).ru_maxrss / 1024
    steps = sum(map(len, powers.steps.values()))
    print(f"{asked.principals} principals, {statements} statements, {steps} steps")
    print(f"read {drawn - start:.2f} s, chains {asked_for - drawn:.2f} s, {memory:.0f} MB")
    for key, count in found.items():
        print(f"  {key}: {count}")
    if asked.profile:
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(30)


def estate(principals: int) -> Iterator[Resource]:
    """Yield the resources of an account as a state after apply has them."""
    half = principals // 2
    for number in range(20):
        yield made("aws_iam_group", f"g{number}")
        arn = policy(f"shared{number}")
        statement = allow([f"{service}:Get*" for service in ("s3", "sqs", "sns")])
        yield written("aws_iam_policy", f"shared{number}", [statement] * 2, arn=arn)
        yield made(
            "aws_iam_group_policy_attachment", f"g{number}", group=f"g{number}", policy_arn=arn
        )
    for number in range(half):
        name = f"user{number}"
        yield made("aws_iam_user", name)
        members = {"user": name, "groups": [f"g{number % 20}"]}
        yield made("aws_iam_user_group_membership", name, **members)
        statements = [allow(READS), allow("s3:PutObject", f"arn:aws:s3:::home/{name}/*")]
        statements += [deny("s3:DeleteBucket"), extra(number, half)]
        yield written("aws_iam_user_policy", name, statements, user=name)
    for number in range(half):
        name = f"role{number}"
        trust = (
            {"Service": "lambda.amazonaws.com"} if number % 3 else {"AWS": arn_of("user", number)}
        )
        if number % 50 == 0:
            trust = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
        statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": trust}
        if number % 100 == 0:
            statement["Condition"] = MFA
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        yield made("aws_iam_role", name, assume_role_policy=document)
        statements = [allow(READS), allow("sqs:*", f"arn:aws:sqs:*:{ACCOUNT}:{name}")]
        statements += [deny("sqs:DeleteQueue"), allow("kms:Decrypt")]
        yield written("aws_iam_role_policy", name, statements, role=name)
        if number % (half // 10) == 1:
            arn = "arn:aws:iam::aws:policy/AdministratorAccess"
            yield made("aws_iam_role_policy_attachment", name, role=name, policy_arn=arn)


def extra(number: int, half: int) -> dict[str, Any]:
    """Return the statement by which a user may get further, if any."""
    match number % 10:
        case 0:
            return allow("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/role{number % 100}*")
        case 1:
            return allow("iam:CreateAccessKey", arn_of("user", (number * 7) % half))
        case 2:
            return allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"])
        case 3:
            return {**allow("iam:*"), "Condition": MFA}
        case 4 if (number - 4) % 500 == 0:
            return allow("sts:AssumeRole")
        case _:
            return allow("dynamodb:*", f"arn:aws:dynamodb:*:{ACCOUNT}:table/t{number}")


def allow(actions: Any, on: Any = "*") -> dict[str, Any]:
    """Return a statement."""
    return {"Effect": "Allow", "Action": actions, "Resource": on}


def deny(actions: Any) -> dict[str, Any]:
    """Return a statement that denies."""
    return {"Effect": "Deny", "Action": actions, "Resource": "*"}


def arn_of(kind: str, number: int) -> str:
    """Return the ARN of a user or role."""
    return f"arn:aws:iam::{ACCOUNT}:{kind}/{kind}{number}"


def policy(name: str) -> str:
    """Return the ARN of a policy."""
    return f"arn:aws:iam::{ACCOUNT}:policy/{name}"


def written(type_: str, name: str, statements: list[Any], **attributes: Any) -> Resource:
    """Return a resource with a document."""
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    return made(type_, name, policy=document, **attributes)


def made(type_: str, name: str, **attributes: Any) -> Resource:
    """Return a resource."""
    kind = type_.removeprefix("aws_iam_")
    known = {"name": name, **attributes}
    if kind in {"user", "role", "group"}:
        known["arn"] = f"arn:aws:iam::{ACCOUNT}:{kind}/{name}"
    return Resource(type_, name, f"{type_}.{name}", known, provider_key="aws")


class Blocks:
    """One provider block of a known account."""

    def __init__(self) -> None:
        """Hold the one."""
        self.providers = {"aws": ProviderBlock("aws", "aws", "")}

    def region(self, key: str) -> Value[str | None]:
        """Return Tokyo."""
        return Known("ap-northeast-1", Source(f"provider.{key}", "region"))

    def setting(self, key: str, path: str) -> Value[Any] | None:
        """Return the account."""
        if path != "allowed_account_ids":
            return None
        return Known([ACCOUNT], Source(f"provider.{key}", path))


if __name__ == "__main__":
    main()
