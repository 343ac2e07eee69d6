"""What AWS Backup copies: the resources that a selection names, into the vaults of its plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

from cloudguard.assets.storage import Duplicate
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.aws.tagged import tagged
from cloudguard.providers.duplicates import Names, made
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, inherent

_KEPT: Final = (
    "AWS Backup Developer Guide, Backup plan options: without a lifecycle it never expires"
)
_STAYS: Final = (
    "AWS Backup Developer Guide, Deleting backups: a recovery point stays without what it is of"
)
_VAULTS: Final = ("aws_backup_vault.name", "aws_backup_logically_air_gapped_vault.name")
_NOT_WRITTEN: Final = "not written"
_CONDITIONS: Final = "the conditions of the selection decide which resources it is for"
_PATTERN: Final = "the selection names resources by a pattern, and the name is not known"
_ARN: Final = re.compile(
    r"^arn:aws[\w-]*:(?P<service>[\w-]+):(?P<region>[^:]*):[^:]*:(?P<rest>.*)$"
)
# AWS Backup Developer Guide, "Supported resource types", with the form of each ARN in the Service
# Authorization Reference; {} is the attribute that names the resource.
_FORMS: Final = {
    "aws_db_instance": ("rds", "db:", "identifier"),
    "aws_docdb_cluster": ("rds", "cluster:", "cluster_identifier"),
    "aws_dynamodb_table": ("dynamodb", "table/", "name"),
    "aws_ebs_volume": ("ec2", "volume/", "id"),
    "aws_efs_file_system": ("elasticfilesystem", "file-system/", "id"),
    "aws_fsx_lustre_file_system": ("fsx", "file-system/", "id"),
    "aws_fsx_openzfs_file_system": ("fsx", "file-system/", "id"),
    "aws_fsx_windows_file_system": ("fsx", "file-system/", "id"),
    "aws_instance": ("ec2", "instance/", "id"),
    "aws_neptune_cluster": ("rds", "cluster:", "cluster_identifier"),
    "aws_rds_cluster": ("rds", "cluster:", "cluster_identifier"),
    "aws_redshift_cluster": ("redshift", "cluster:", "cluster_identifier"),
    "aws_s3_bucket": ("s3", "", "bucket"),
}


@dataclass(frozen=True, slots=True)
class _Put:
    """Where a rule of a plan puts a copy, and how long it is kept there."""

    vault: Value[Any]
    days: Value[int | None]
    elsewhere: Value[Any] | None


def backups(resources: Resources, aws: Aws) -> Iterator[Duplicate]:
    """Yield the recovery points that plans make of what their selections name."""
    yield from _unread(resources, aws)
    names = Names(resources)
    for selection in resources.of("aws_backup_selection"):
        puts = list(_puts(selection, resources, names))
        for of, stays in _selected(selection, resources, aws):
            for put in puts:
                yield made(
                    selection, aws, "backup", of,
                    held_in=put.vault, days=put.days, stays=stays, elsewhere=put.elsewhere,
                )  # fmt: skip


def _unread(resources: Resources, aws: Aws) -> Iterator[Duplicate]:
    """Yield that anything of a live account may be backed up where it was not read what is."""
    if not resources.live:
        return
    for type_ in _FORMS:
        for resource in resources.of(type_):
            plans = ("aws_backup_selection", "aws_backup_plan")
            for why in filter(None, (resources.unread(each, resource) for each in plans)):
                yield made(resource, aws, "backup", why, held_in=why, days=why, stays=why)
                break


def _puts(selection: Resource, resources: Resources, names: Names) -> Iterator[_Put]:
    named = names.found(selection.get("plan_id"), ("aws_backup_plan.id",))
    reference = named.value if isinstance(named, Known) else None
    plan = resources.by_address.get(reference.address) if isinstance(reference, Reference) else None
    rules = plan.blocks("rule") if plan is not None else None
    if rules is None or isinstance(rules, Unknown):
        unseen = Unknown("the backup plan decides, and it is not in this input", named.source)
        yield _Put(unseen, unseen, None)
        return
    for rule in rules.value:
        yield _Put(names.found(rule.get("target_vault_name"), _VAULTS), _days(rule), None)
        copies = rule.blocks("copy_action")
        if isinstance(copies, Unknown):
            unread = Unknown(copies.reason, copies.source)
            yield _Put(unread, unread, unread)
            continue
        for copy in copies.value:
            vault = copy.get("destination_vault_arn")
            yield _Put(vault, _days(copy), _elsewhere(vault))


def _days(rule: Resource) -> Value[int | None]:
    return fact(rule, "lifecycle.delete_after", None, _KEPT)


def _elsewhere(vault: Value[Any]) -> Value[Any] | None:
    """Return the account and region of a vault that is named by its ARN."""
    if isinstance(vault, Known) and isinstance(vault.value, str):
        _, _, _, region, account, *_ = [*vault.value.split(":"), "", "", "", "", ""]
        return Known(f"{account} {region}".strip(), vault.source)
    return None


def _selected(
    selection: Resource, resources: Resources, aws: Aws
) -> Iterator[tuple[Value[Any], Value[bool]]]:
    """Yield what a selection is for, each with whether it surely is."""
    limited = selection.blocks("condition")
    spared, unclear = _spared(selection, resources)
    doubt = Unknown(_CONDITIONS, selection.source("condition")) if _narrows(limited) else unclear
    told: set[str] = set()
    for of, stays in (*_named(selection, resources), *_tagged(selection, resources, aws)):
        if isinstance(of, Known) and isinstance(of.value, Reference):
            if of.value.address in told | spared:
                continue
            told.add(of.value.address)
        yield of, doubt or stays


def _narrows(blocks: Value[Any]) -> bool:
    return isinstance(blocks, Unknown) or bool(blocks.value)


def _spared(selection: Resource, resources: Resources) -> tuple[set[str], Unknown | None]:
    """Return what a selection leaves out, and why more may be left out."""
    items = selection.items("not_resources")
    if isinstance(items, Unknown):
        return set(), Unknown(items.reason, items.source)
    found: set[str] = set()
    for item in items.value:
        if isinstance(item, Unknown):
            return found, Unknown(item.reason, item.source)
        if isinstance(item.value, Reference):
            found.add(item.value.address)
            continue
        for resource in _supported(resources, selection):
            fits = _fits(resource, str(item.value))
            if fits is None:
                return found, Unknown(_PATTERN, item.source)
            found |= {resource.address} if fits else set()
    return found, None


def _tagged(
    selection: Resource, resources: Resources, aws: Aws
) -> Iterator[tuple[Value[Any], Value[bool]]]:
    tags = _tags(selection)
    for resource in _supported(resources, selection) if tags is not None else ():
        chosen = tagged(resource, tags, aws) if tags is not None else None
        if chosen is not None:
            yield Known(Reference(resource.address), selection.source("selection_tag")), chosen


def _named(selection: Resource, resources: Resources) -> Iterator[tuple[Value[Any], Value[bool]]]:
    items = selection.items("resources")
    stays: Value[bool] = inherent(True, selection.source("resources"), _STAYS)
    if isinstance(items, Unknown):
        unread = Unknown(items.reason, items.source)
        yield unread, unread
        return
    for item in items.value:
        if isinstance(item, Unknown) or not isinstance(item.value, str) or "*" not in item.value:
            yield item, stays
            continue
        for resource in _supported(resources, selection):
            fits = _fits(resource, item.value)
            of = Known(Reference(resource.address), item.source)
            if fits is None:
                yield of, Unknown(_PATTERN, item.source)
            elif fits:
                yield of, stays


def _supported(resources: Resources, selection: Resource) -> Iterator[Resource]:
    for type_ in _FORMS:
        for resource in resources.of(type_):
            here = not resources.live or _region(resource) in (None, _region(selection))
            if here and resource.provider_key == selection.provider_key:
                yield resource


def _region(resource: Resource) -> Any:
    """Return the region that a live resource says it lies in, None where it does not."""
    found = resource.get("region", None, _NOT_WRITTEN)
    return found.value if isinstance(found, Known) else None


def _fits(resource: Resource, pattern: str) -> bool | None:
    """Tell whether a pattern is for a resource; None where its name is not known."""
    if pattern == "*":
        return True
    found = _ARN.match(pattern)
    service, kind, attribute = _FORMS[resource.type]
    if found is None or not fnmatchcase(service, found["service"]):
        return False
    rest = found["rest"]
    if rest.strip("*") in ("", kind, kind[:-1]):
        return True
    if not rest.startswith(kind):
        return False
    name = fact(resource, attribute)
    if isinstance(name, Known) and isinstance(name.value, str):
        return fnmatchcase(f"{kind}{name.value}", rest)
    return None


def _tags(selection: Resource) -> Value[Any] | None:
    """Return the tags any one of which is enough, None where the selection names none."""
    blocks = selection.blocks("selection_tag")
    if isinstance(blocks, Unknown):
        return Unknown(blocks.reason, blocks.source)
    if not blocks.value:
        return None
    pairs: dict[str, Any] = {}
    for block in blocks.value:
        key, value = fact(block, "key"), fact(block, "value")
        if isinstance(key, Unknown):
            return Unknown(key.reason, key.source)
        pairs[str(key.value)] = value.value if isinstance(value, Known) else value
    return Known(pairs, selection.source("selection_tag"))
