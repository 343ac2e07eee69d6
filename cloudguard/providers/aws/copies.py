"""Copies that several AWS resources tell of together: snapshot policies, registries, transfers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from cloudguard.assets import Asset
from cloudguard.assets.storage import Duplicate
from cloudguard.providers.aws import holds
from cloudguard.providers.aws.backed_up import backups
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.aws.tagged import tagged
from cloudguard.providers.copies import Copies
from cloudguard.providers.duplicates import made
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, inherent

COPIES: Final = Copies(Path(__file__).parent)
# Amazon Data Lifecycle Manager API Reference, PolicyDetails, ExtendDeletion: when a volume is
# deleted, its snapshots are deleted up to but not including the last one; Amazon EBS User Guide,
# Delete Amazon Data Lifecycle Manager policies: what a policy made is not deleted with it.
_LAST_STAYS: Final = (
    "Amazon Data Lifecycle Manager API Reference, PolicyDetails: the last snapshot of a deleted "
    "volume is not deleted, nor are those of a deleted policy"
)
_KEPT: Final = "the provider keeps it: no resource stands for it"
_SHARED: Final = "another account, which may have made a copy of its own"
_THEIRS: Final = "another account decides how long it keeps a copy of its own"
_STAYS: Final = (
    "Amazon ECR User Guide, Private image replication: deleting an image deletes no copy"
)
_NOT_WRITTEN: Final = "not written"
_SNAPSHOTS: Final = {"VOLUME": ("aws_ebs_volume",), "INSTANCE": ("aws_instance",)}


def read(resources: Resources, aws: Aws) -> Iterator[Asset]:
    """Yield which data of an input is a copy of which, and what keeps data from being deleted."""
    yield from COPIES.read(resources, aws)
    yield from backups(resources, aws)
    yield from _policies(resources, aws)
    yield from _registries(resources, aws)
    yield from _transfers(resources, aws)
    yield from _one_zone(resources, aws)
    yield from holds.read(resources, aws)


def _policies(resources: Resources, aws: Aws) -> Iterator[Duplicate]:
    """Read the snapshots that lifecycle policies make of what bears their tags."""
    for policy in resources.of("aws_dlm_lifecycle_policy"):
        tags = policy.get("policy_details.target_tags", {}, _NOT_WRITTEN)
        kinds = policy.get("policy_details.resource_types", ["VOLUME"], _NOT_WRITTEN)
        wanted = kinds.value if isinstance(kinds, Known) else list(_SNAPSHOTS)
        for kind in wanted if isinstance(wanted, list) else ():
            for type_ in _SNAPSHOTS.get(str(kind), ()):
                for resource in resources.of(type_):
                    if (chosen := tagged(resource, tags, aws)) is not None:
                        yield from _snapshots(policy, resource, chosen, aws)


def _snapshots(
    policy: Resource, resource: Resource, chosen: Value[bool], aws: Aws
) -> Iterator[Duplicate]:
    of = Known(Reference(resource.address), policy.source("policy_details.target_tags"))
    source = policy.source("policy_details.schedule", _LAST_STAYS)
    never: Value[int | None] = inherent(None, source, _LAST_STAYS)
    kept: Value[Any] = inherent(None, source, _KEPT)
    yield made(policy, aws, "snapshot", of, held_in=kept, days=never, stays=chosen)
    for path in ("target", "target_region"):
        for region in _all(policy, f"policy_details.schedule.cross_region_copy_rule.{path}"):
            yield made(
                policy, aws, "snapshot", of,
                held_in=kept, days=never, stays=chosen, elsewhere=region,
            )  # fmt: skip
    for account in _all(policy, "policy_details.schedule.share_rule.target_accounts"):
        theirs = Unknown(_THEIRS, account.source)
        shared = Unknown(_SHARED, account.source)
        yield made(
            policy, aws, "snapshot", of,
            held_in=shared, days=theirs, stays=chosen, elsewhere=account,
        )  # fmt: skip


def _all(resource: Resource, path: str) -> Iterator[Value[Any]]:
    """Yield every value at a path, of however many blocks and list items."""
    value = resource.get(path, None, _NOT_WRITTEN)
    found = value.among if isinstance(value, Unknown) and value.among else (value,)
    for each in found:
        if isinstance(each, Unknown):
            yield each
            continue
        items = each.value if isinstance(each.value, list) else [each.value]
        yield from (Known(item, each.source) for item in items if item)


def _registries(resources: Resources, aws: Aws) -> Iterator[Duplicate]:
    """Read the copies of images in other registries: of each repository that a rule names."""
    for configuration in resources.of("aws_ecr_replication_configuration"):
        rules = configuration.blocks("replication_configuration.rule")
        for rule in rules.value if isinstance(rules, Known) else ():
            for repository in resources.of("aws_ecr_repository"):
                if repository.provider_key != configuration.provider_key:
                    continue
                chosen = _chosen(rule, repository)
                if isinstance(chosen, Known) and not chosen.value:
                    continue
                yield from _replicated(configuration, rule, repository, chosen, aws)


def _replicated(
    configuration: Resource, rule: Resource, repository: Resource, chosen: Value[bool], aws: Aws
) -> Iterator[Duplicate]:
    destinations = rule.blocks("destination")
    of = Known(Reference(repository.address), rule.source("destination"))
    for block in destinations.value if isinstance(destinations, Known) else ():
        registry = fact(block, "registry_id", "", _NOT_WRITTEN)
        region = fact(block, "region", "", _NOT_WRITTEN)
        where: Value[str | None] = region
        if isinstance(registry, Known) and isinstance(region, Known):
            where = Known(f"{registry.value} {region.value}".strip(), registry.source)
        kept: Value[Any] = inherent(None, block.source(), _KEPT)
        days: Value[int | None] = inherent(None, block.source(), _STAYS)
        yield made(
            configuration, aws, "replica", of,
            held_in=kept, days=days, stays=chosen, elsewhere=where,
        )  # fmt: skip


def _chosen(rule: Resource, repository: Resource) -> Value[bool]:
    """Tell whether a rule is for a repository: by the beginning of its name, or for all."""
    filters = rule.blocks("repository_filter")
    if isinstance(filters, Unknown):
        return Unknown(filters.reason, filters.source)
    if not filters.value:
        return Known(True, rule.source("repository_filter"))
    name = fact(repository, "name")
    prefixes = [fact(each, "filter") for each in filters.value]
    for value in (name, *prefixes):
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.source)
    known = [str(each.value) for each in prefixes if isinstance(each, Known)]
    begins = isinstance(name, Known) and str(name.value).startswith(tuple(known))
    return Known(begins, rule.source("repository_filter"))


_LOCATIONS: Final = {
    "aws_datasync_location_s3": "s3_bucket_arn",
    "aws_datasync_location_efs": "efs_file_system_arn",
    "aws_datasync_location_fsx_lustre_file_system": "fsx_filesystem_arn",
    "aws_datasync_location_fsx_openzfs_file_system": "fsx_filesystem_arn",
    "aws_datasync_location_fsx_windows_file_system": "fsx_filesystem_arn",
}


def _transfers(resources: Resources, aws: Aws) -> Iterator[Duplicate]:
    """Read the tasks that copy what lies at one location to another."""
    for task in resources.of("aws_datasync_task"):
        of = _at(task, "source_location_arn", resources)
        held_in = _at(task, "destination_location_arn", resources)
        stays: Value[int | None] = inherent(None, task.source(), "it stays until it is deleted")
        yield made(task, aws, "replica", of, held_in=held_in, days=stays)


def _at(task: Resource, path: str, resources: Resources) -> Value[Any]:
    """Return the store of a location, else the location itself."""
    value = task.get(path)
    name = value.value if isinstance(value, Known) else None
    location = resources.by_address.get(name.address) if isinstance(name, Reference) else None
    if location is None or location.type not in _LOCATIONS:
        return value
    return location.get(_LOCATIONS[location.type])


# Amazon EFS User Guide, "Backing up EFS file systems": by the API, automatic backups are enabled by
# default only for One Zone file systems; the default plan keeps daily ones for 35 days.
_ONE_ZONE: Final = (
    "Amazon EFS User Guide, Backing up EFS file systems: enabled by default for One Zone file "
    "systems, and kept for 35 days"
)
_MANY_ZONES: Final = "terraform-provider-aws docs, aws_efs_file_system: of one zone if it is named"
_DAYS: Final = 35


def _one_zone(resources: Resources, aws: Aws) -> Iterator[Duplicate]:
    """Read the backups of file systems in one zone, of which no policy says otherwise."""
    for system in resources.of("aws_efs_file_system"):
        zone = system.get("availability_zone_name", None, _MANY_ZONES)
        policies = resources.about(system, "aws_efs_backup_policy", "file_system_id")
        if policies.named or (isinstance(zone, Known) and not zone.value):
            continue
        stays: Value[bool] = inherent(True, zone.source, _ONE_ZONE)
        if isinstance(zone, Unknown):
            stays = Unknown(zone.reason, zone.source)
        elif policies.possible:
            unclear = fact(policies.one(), "backup_policy.status")
            stays = unclear.map(lambda status: status == "ENABLED")
        of = Known(Reference(system.address), zone.source)
        kept: Value[Any] = inherent(None, zone.source, _KEPT)
        days: Value[int | None] = inherent(_DAYS, zone.source, _ONE_ZONE)
        yield made(system, aws, "backup", of, held_in=kept, days=days, stays=stays)
