"""Types of the AWS Cloud Control provider in which policies or other resources have a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.logs import ServiceLog
from cloudguard.assets.storage import Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.aws import (
    awscc_backup,
    awscc_buckets,
    awscc_keys,
    awscc_logs,
    awscc_machines,
)
from cloudguard.providers.aws.awscc_backup import CLOSED
from cloudguard.providers.aws.documents import document
from cloudguard.providers.aws.everyone import admits, lets_everyone_in
from cloudguard.providers.aws.location import guardrails_of
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.cells import compiled
from cloudguard.providers.table import Table, common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, all_true, any_true, inherent, negated

TABLE: Final = Table(Path(__file__).parent / "awscc_joined.yaml")
_NOT_WRITTEN: Final = "not written"


@dataclass(frozen=True, slots=True)
class _Policies:
    """What may open a type: an attribute of its own, or resources that name it at `via`."""

    inline: str = ""
    companions: tuple[tuple[str, str, str], ...] = ()  # type, via, path of the policy


# Of a type that the AWS provider makes as well, the policy may be a resource of that provider.
_OPENED_BY: Final[Mapping[str, _Policies]] = {
    "awscc_backup_logically_air_gapped_backup_vault": _Policies("access_policy"),
    "awscc_codeartifact_domain": _Policies("permissions_policy_document"),
    "awscc_codeartifact_repository": _Policies("permissions_policy_document"),
    "awscc_dsql_cluster": _Policies("policy_document"),
    "awscc_dynamodb_table": _Policies("resource_policy.policy_document"),
    "awscc_ecr_repository": _Policies(
        "repository_policy_text", (("aws_ecr_repository_policy", "repository", "policy"),)
    ),
    "awscc_efs_file_system": _Policies(
        "file_system_policy", (("aws_efs_file_system_policy", "file_system_id", "policy"),)
    ),
    "awscc_events_event_bus": _Policies(
        "policy",
        (
            ("awscc_events_event_bus_policy", "event_bus_name", "statement"),
            ("aws_cloudwatch_event_bus_policy", "event_bus_name", "policy"),
        ),
    ),
    "awscc_kinesis_stream": _Policies(
        companions=(
            ("awscc_kinesis_resource_policy", "resource_arn", "resource_policy"),
            ("aws_kinesis_resource_policy", "resource_arn", "policy"),
        )
    ),
    "awscc_opensearchservice_domain": _Policies("access_policies"),
    "awscc_osis_pipeline": _Policies("resource_policy.policy"),
    "awscc_rds_db_instance": _Policies(),
    "awscc_secretsmanager_secret": _Policies(
        companions=(
            ("awscc_secretsmanager_resource_policy", "secret_id", "resource_policy"),
            ("aws_secretsmanager_secret_policy", "secret_arn", "policy"),
        )
    ),
    "awscc_sns_topic": _Policies(
        companions=(
            ("awscc_sns_topic_inline_policy", "topic_arn", "policy_document"),
            ("aws_sns_topic_policy", "arn", "policy"),
        )
    ),
    "awscc_sqs_queue": _Policies(
        companions=(
            ("awscc_sqs_queue_inline_policy", "queue", "policy_document"),
            ("aws_sqs_queue_policy", "queue_url", "policy"),
        )
    ),
}
_NAMES: Final = ("id", "arn", "name", "queue_url", "topic_arn", "secret_id", "file_system_id")


def _joined(type_: str) -> Adapter[Aws]:
    def read(resources: Resources, aws: Aws) -> Iterator[Asset]:
        for resource in resources.of(type_):
            if type_ == "awscc_rds_db_instance" and (member := _member(resource, aws)):
                yield member
                continue
            for asset in TABLE.assets(resource, aws):
                if isinstance(asset, Store) and type_ != "awscc_rds_db_instance":
                    yield replace(asset, public=_public(resource, resources, aws))
                else:
                    yield asset

    own = tuple(t for t, _, _ in _OPENED_BY[type_].companions if t.startswith("awscc_"))
    return Adapter((type_,), own, read)


def _member(instance: Resource, aws: Aws) -> Configuration | None:
    """Return a member of a cluster, which computes: the cluster keeps the data."""
    cluster = instance.get("db_cluster_identifier", None, _NOT_WRITTEN)
    if isinstance(cluster, Unknown) or not cluster.value:
        return None
    return Configuration(**common_fields(instance, aws))


def _public(resource: Resource, resources: Resources, aws: Aws) -> Value[bool]:
    """Tell whether a policy lets everyone in."""
    policies = _OPENED_BY[resource.type]
    found: list[Value[bool]] = []
    if policies.inline:
        found.append(lets_everyone_in(resource, policies.inline, aws, CLOSED))
    for type_, via, path in policies.companions:
        joined = resources.about(resource, type_, via, _NAMES)
        found += [opened_by(policy, path, aws) for policy in joined.named]
        if not joined.named and joined.possible:
            found.append(fact(joined.one(), path))
    opened = any_true(found) if found else inherent(False, resource.source(), CLOSED)
    if resource.type == "awscc_opensearchservice_domain":
        return all_true([opened, *_reached(resource)])
    return opened


def opened_by(policy: Resource, path: str, aws: Aws) -> Value[bool]:
    """Tell whether a policy that is a resource of its own lets everyone in."""
    if path == "statement":
        return _by_statement(policy, aws)
    opened = lets_everyone_in(policy, path, aws, CLOSED)
    if not policy.type.startswith("awscc_secretsmanager"):
        return opened
    # Secrets Manager API Reference, PutResourcePolicy: BlockPublicPolicy refuses an open policy.
    blocked = fact(policy, "block_public_policy", False, "off unless it is switched on")
    return all_true([opened, negated(blocked)])


def _by_statement(policy: Resource, aws: Aws) -> Value[bool]:
    """Judge a policy of EventBridge, which holds one statement."""
    found = document(policy, "statement", aws)
    if isinstance(found, Unknown):
        return Unknown(found.reason, found.source)
    return admits({"Statement": [found.value]}, found.source)


def _reached(domain: Resource) -> list[Value[bool]]:
    """Return what closes a search domain besides its policy: its network, and its own log-in.

    Amazon OpenSearch Service Developer Guide, "Launching your domains within a VPC" and
    "Fine-grained access control".
    """
    inside = domain.get("vpc_options.subnet_ids", None, "not written: a public endpoint")
    outside: Value[bool] = (
        Unknown(inside.reason, inside.source)
        if isinstance(inside, Unknown)
        else inside.map(lambda subnets: not subnets)
    )
    options = "advanced_security_options"
    named = fact(domain, f"{options}.enabled", False, "off unless it is enabled")
    anonymous = fact(domain, f"{options}.anonymous_auth_enabled", False, "off by default")
    return [outside, any_true([negated(named), anonymous])]


def _networks(resources: Resources, aws: Aws) -> Iterator[Asset]:
    """Read networks, whose flow log is another resource that may as well stand elsewhere."""
    for vpc in resources.of("awscc_ec2_vpc"):
        common = common_fields(vpc, aws)
        yield Configuration(**common)
        recorded: Value[bool] = Unknown("no flow log of this input names it", vpc.source())
        for type_, via in (("awscc_ec2_flow_log", "resource_id"), ("aws_flow_log", "vpc_id")):
            if found := resources.about(vpc, type_, via, ("id", "vpc_id")):
                recorded = Known(True, found.one().source(via))
        yield ServiceLog(**{**common, "names": ()}, enabled=recorded, delivered=recorded)


_ORGANIZATIONS: Final = compiled(
    {
        "always": {"global": "organizations"},
        "because": "AWS Organizations User Guide: a global service, its endpoint is in us-east-1",
    }
)


def _organization_policies(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for policy in resources.of("awscc_organizations_policy"):
        common = common_fields(policy, aws, _ORGANIZATIONS)
        yield Configuration(**common)
        kind = fact(policy, "type")
        if isinstance(kind, Known) and kind.value != "SERVICE_CONTROL_POLICY":
            continue
        yield from guardrails_of(policy, common, aws)


ADAPTERS: Final[tuple[Adapter[Aws], ...]] = (
    *(_joined(type_) for type_ in sorted(_OPENED_BY)),
    *awscc_backup.ADAPTERS,
    *awscc_buckets.ADAPTERS,
    *awscc_machines.ADAPTERS,
    *awscc_keys.ADAPTERS,
    *awscc_logs.ADAPTERS,
    Adapter(("awscc_ec2_vpc",), (), _networks),
    Adapter(("awscc_organizations_policy",), (), _organization_policies),
)
