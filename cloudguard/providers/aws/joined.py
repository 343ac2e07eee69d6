"""Stores whose row says all but what other resources decide: whom they let in, what keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from cloudguard.assets import Asset
from cloudguard.assets.storage import Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.aws.awscc import opened_by
from cloudguard.providers.aws.buckets import Buckets
from cloudguard.providers.aws.everyone import each, either, lets_everyone_in
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.aws.recycling import IMAGE, SNAPSHOT, RecycleBin
from cloudguard.providers.aws.sharing import image_shared, shared_with_all, snapshot_shared
from cloudguard.providers.table import Table
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, any_true, inherent, negated

TABLE: Final = Table(Path(__file__).parent / "joined.yaml")
Fields: TypeAlias = Mapping[str, Any]
Complete: TypeAlias = Callable[[Resource, Resources, Aws], Fields]


class Policies:
    """What opens a type by policy: an attribute of its own, resources that name it."""

    def __init__(
        self,
        inline: str = "",
        companion: str = "",
        via: str = "",
        names: tuple[str, ...] = ("id", "arn"),
        path: str = "policy",
        elsewhere: tuple[str, str, str] | None = None,
        *,
        answered: bool = False,
    ) -> None:
        """Read `inline` of the resource, and `path` of the companions that name it at `via`.

        `elsewhere` is the companion of the AWS Cloud Control provider, its `via` and its `path`;
        `answered` where the API says the policy with the resource: a live one has no companion.
        """
        self.answered = answered
        self.inline = inline
        self.companion = companion
        self.via = via
        self.names = names
        self.path = path
        self.elsewhere = elsewhere

    def opened(self, resource: Resource, resources: Resources, aws: Aws) -> Value[bool]:
        """Tell whether a policy lets everyone in, of either provider."""
        own = self._opened(resource, resources, aws)
        if self.elsewhere is None:
            return own
        type_, via, path = self.elsewhere
        found = resources.about(resource, type_, via, self.names)
        others = [opened_by(policy, path, aws) for policy in found.named]
        if not found.named and found.possible:
            others.append(fact(found.one(), path))
        return any_true([own, *others]) if others else own

    def _opened(self, resource: Resource, resources: Resources, aws: Aws) -> Value[bool]:
        """Tell whether a policy lets everyone in; a companion's wins over one that is inline."""
        absent = f"AWS: private to its account, and no {self.companion or self.inline} opens it"
        if self.companion:
            found = resources.about(resource, self.companion, self.via, self.names)
            if found.named:
                return any_true([lets_everyone_in(p, self.path, aws) for p in found.named])
            if found.possible and not (self.answered and found.unread is not None):
                return fact(found.one(), self.path)
        if self.inline:
            return lets_everyone_in(resource, self.inline, aws, absent)
        return inherent(False, resource.source(), absent)

    def __call__(self, resource: Resource, resources: Resources, aws: Aws) -> Fields:
        """Return whether a resource is public."""
        return {"public": self.opened(resource, resources, aws)}


def _domain(policies: Policies) -> Complete:
    """Read a search domain, which its network or its own log-in may close as well.

    Amazon OpenSearch Service Developer Guide, "Fine-grained access control": an open access policy
    is no hole where each request must name a user; "Launching your domains within a VPC": a domain
    of a VPC is reached from there.
    """

    def read(resource: Resource, resources: Resources, aws: Aws) -> Fields:
        opened = policies.opened(resource, resources, aws)
        if isinstance(opened, Known) and not opened.value:
            return {"public": opened}
        network = resource.blocks("vpc_options")
        outside: Value[bool] = (
            Unknown(network.reason, network.source)
            if isinstance(network, Unknown)
            else Known(not network.value, network.source)
        )
        options = "advanced_security_options"
        logs_in = fact(resource, f"{options}.enabled", False, "off unless enabled")
        anonymous = fact(resource, f"{options}.anonymous_auth_enabled", False, "off by default")
        unnamed = either([negated(logs_in), anonymous])
        return {"public": each([opened, outside, unnamed])}

    return read


def _secret(resource: Resource, resources: Resources, aws: Aws) -> Fields:
    """Read a secret; AWS Secrets Manager API Reference, PutResourcePolicy: BlockPublicPolicy."""
    opened = _SECRETS.opened(resource, resources, aws)
    if isinstance(opened, Known) and not opened.value:
        return {"public": opened}
    # What Cloud Control's policy says of itself is in `opened` already.
    policy = resources.about(resource, _SECRETS.companion, _SECRETS.via, _SECRETS.names).one()
    refused = fact(policy, "block_public_policy", False, "not written")
    return {"public": each([opened, negated(refused)])}


def _catalogue(resource: Resource, resources: Resources, aws: Aws) -> Fields:
    """Read a part of the Data Catalog, which has one policy in each account and region."""
    opened = [
        lets_everyone_in(policy, "policy", aws)
        for policy in resources.of("aws_glue_resource_policy")
        if policy.provider_key == resource.provider_key
    ]
    absent = "AWS Glue Developer Guide, Cross-account access: closed to others without a policy"
    return {"public": any_true([inherent(False, resource.source(), absent), *opened])}


def _bus(resource: Resource, resources: Resources, aws: Aws) -> Fields:
    """Read an event bus; EventBridge User Guide, Permissions: `*` lets any account send events."""
    opened = [_BUSES.opened(resource, resources, aws)]
    type_ = "aws_cloudwatch_event_permission"
    found = resources.about(resource, type_, "event_bus_name", _BUSES.names)
    for permission in found.named:
        everyone = fact(permission, "principal").map(lambda who: who == "*")
        conditions = permission.blocks("condition")
        free: Value[bool] = (
            Unknown(conditions.reason, conditions.source)
            if isinstance(conditions, Unknown)
            # API reference, PutPermission: only aws:PrincipalOrgID can be asked.
            else Known(not conditions.value, conditions.source)
        )
        opened.append(each([everyone, free]))
    if not found.named and found.possible:
        opened.append(fact(found.one(), "principal"))
    return {"public": any_true(opened)}


def _image(resource: Resource, resources: Resources, aws: Aws) -> Fields:
    return {
        "public": image_shared(resource, resources, aws),
        **RecycleBin(resources, aws).ends(resource, IMAGE),
    }


def _snapshot(resource: Resource, resources: Resources, aws: Aws) -> Fields:
    return {
        "public": snapshot_shared(resource, resources),
        **RecycleBin(resources, aws).ends(resource, SNAPSHOT),
    }


def _database(resource: Resource, _resources: Resources, _aws: Aws) -> Fields:
    return {"public": shared_with_all(resource)}


def _in_bucket(path: str) -> Complete:
    """Read what lies in a bucket: who may reach it, the bucket says."""

    def read(resource: Resource, resources: Resources, aws: Aws) -> Fields:
        buckets = Buckets(resources, aws)
        named = aws.store_named(resource.get(path, None, "no bucket is named"))
        bucket = buckets.find(named)
        if bucket is None or bucket.mode != "managed":
            return {"public": Unknown(_BUCKET_DECIDES, named.source)}
        store = buckets.store(bucket)
        return {"public": store.public, "recoverable_days": store.recoverable_days}

    return read


_BUCKET_DECIDES: Final = "the bucket that it lies in decides, and it is not in this input"
_SECRETS: Final = Policies(
    "policy", "aws_secretsmanager_secret_policy", "secret_arn",
    elsewhere=("awscc_secretsmanager_resource_policy", "secret_id", "resource_policy"),
)  # fmt: skip
_BUSES: Final = Policies(
    companion="aws_cloudwatch_event_bus_policy",
    via="event_bus_name",
    names=("name", "id", "arn"),
    elsewhere=("awscc_events_event_bus_policy", "event_bus_name", "statement"),
)
_SEARCH: Final = ("domain_name", "id")

COMPLETE: Final[Mapping[str, Complete]] = {
    "aws_ami_from_instance": _image,
    "aws_athena_workgroup": _in_bucket("configuration.result_configuration.output_location"),
    "aws_cloudsearch_domain": Policies(
        companion="aws_cloudsearch_domain_service_access_policy",
        via="domain_name",
        names=("id", "name"),
        path="access_policy",
    ),
    "aws_cloudwatch_event_bus": _bus,
    "aws_codeartifact_domain": Policies(
        companion="aws_codeartifact_domain_permissions_policy",
        via="domain",
        names=("domain", "id"),
        path="policy_document",
    ),
    "aws_codeartifact_repository": Policies(
        companion="aws_codeartifact_repository_permissions_policy",
        via="repository",
        names=("repository", "id"),
        path="policy_document",
    ),
    "aws_connect_instance_storage_config": _in_bucket("storage_config.s3_config.bucket_name"),
    "aws_db_cluster_snapshot": _database,
    "aws_db_snapshot": _database,
    "aws_db_snapshot_copy": _database,
    "aws_dynamodb_table_export": _in_bucket("s3_bucket"),
    "aws_ebs_snapshot_copy": _snapshot,
    "aws_ebs_snapshot_import": _snapshot,
    "aws_ecr_repository": Policies(
        companion="aws_ecr_repository_policy", via="repository", names=("name", "id")
    ),
    "aws_efs_file_system": Policies(companion="aws_efs_file_system_policy", via="file_system_id"),
    "aws_elasticsearch_domain": _domain(
        Policies(
            "access_policies", "aws_elasticsearch_domain_policy", "domain_name", _SEARCH,
            "access_policies",
        )
    ),
    "aws_glue_catalog_database": _catalogue,
    "aws_glue_data_catalog_encryption_settings": _catalogue,
    "aws_kinesis_stream": Policies(
        companion="aws_kinesis_resource_policy",
        via="resource_arn",
        elsewhere=("awscc_kinesis_resource_policy", "resource_arn", "resource_policy"),
    ),
    "aws_media_store_container": Policies(
        companion="aws_media_store_container_policy", via="container_name", names=("name", "id")
    ),
    "aws_opensearch_domain": _domain(
        Policies(
            "access_policies", "aws_opensearch_domain_policy", "domain_name", _SEARCH,
            "access_policies", answered=True,
        )
    ),
    "aws_rds_cluster_snapshot_copy": _database,
    "aws_rds_export_task": _in_bucket("s3_bucket_name"),
    "aws_secretsmanager_secret": _secret,
    "aws_sns_topic": Policies(
        "policy", "aws_sns_topic_policy", "arn", answered=True,
        elsewhere=("awscc_sns_topic_inline_policy", "topic_arn", "policy_document"),
    ),
    "aws_sqs_queue": Policies(
        "policy", "aws_sqs_queue_policy", "queue_url", ("id", "url"), answered=True,
        elsewhere=("awscc_sqs_queue_inline_policy", "queue", "policy_document"),
    ),
}  # fmt: skip


def _read(type_: str) -> Callable[[Resources, Aws], Iterator[Asset]]:
    def read(resources: Resources, aws: Aws) -> Iterator[Asset]:
        for resource in resources.of(type_):
            for asset in TABLE.assets(resource, aws):
                if isinstance(asset, Store):
                    yield replace(asset, **COMPLETE[type_](resource, resources, aws))
                else:
                    yield asset

    return read


ADAPTERS: Final[tuple[Adapter[Aws], ...]] = tuple(
    Adapter((type_,), (), _read(type_)) for type_ in COMPLETE
)
