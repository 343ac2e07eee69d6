"""AWS Backup as the AWS Cloud Control provider makes it: vaults with their locks, and plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.storage import Copy, Lock, Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.aws.backup import kept_in, vault_lock
from cloudguard.providers.aws.everyone import lets_everyone_in
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, inherent

CLOSED: Final = (
    "AWS IAM User Guide, Identity-based and resource-based policies: without a policy of its own "
    "only known principals of the account reach it"
)
_NOT_WRITTEN: Final = "not written"
_VAULT: Final = "AWS Backup Developer Guide, Encryption for backups"
_VAULT_ENCRYPTED: Final = (
    f"{_VAULT}: a vault encrypts with its key; what AWS Backup does not fully manage (EBS, RDS) "
    "keeps the encryption of its source, judged there"
)
_VAULT_KEY: Final = f"{_VAULT}: without a key, the AWS managed key aws/backup"
_KEPT: Final = (
    "AWS Backup Developer Guide, Backup plan options: without a lifecycle a recovery point never "
    "expires, and no plan of this input gives one for this vault"
)
_LOCK: Final = "AWS CloudFormation Template Reference, AWS::Backup::BackupVault LockConfiguration"
_NO_LOCK: Final = f"{_LOCK}: none is written"
_EMPTY: Final = "AWS Backup API Reference, DeleteBackupVault: only an empty vault, and for good"
_UNPROTECTED: Final = "no setting of the type forbids its deletion: provider schema 1.106.0"
_NOTHING_LEFT: Final = "what is deleted is gone at once: nothing is left to purge"
_RULES: Final = "backup_plan.backup_plan_rule"


def _vaults(resources: Resources, aws: Aws) -> Iterator[Asset]:
    kept = _lifetimes(resources)
    for vault in resources.of("awscc_backup_backup_vault"):
        source = vault.source()
        opened = lets_everyone_in(vault, "access_policy", aws, CLOSED)
        yield Store(
            **common_fields(vault, aws),
            encrypted=inherent(True, source, _VAULT_ENCRYPTED),
            algorithm=inherent("AES-256", source, f"{_VAULT}: AES-256"),
            key=aws.key_use(vault.get("encryption_key_arn", None, _VAULT_KEY)),
            retention_days=_kept(vault, kept),
            lock=_vault_lock(vault, kept),
            deletion_protected=inherent(False, source, _UNPROTECTED),
            recoverable_days=inherent(0, source, _EMPTY),
            purgeable=inherent(False, source, _NOTHING_LEFT),
            public=opened,
        )


def _lifetimes(resources: Resources) -> dict[str, list[Value[int | None]]]:
    """Return how long the rules of all plans keep what they put in a vault, by its name."""
    kept: dict[str, list[Value[int | None]]] = defaultdict(list)
    for plan in resources.of("awscc_backup_backup_plan"):
        rules = plan.blocks(_RULES)
        for rule in rules.value if isinstance(rules, Known) else ():
            days = fact(rule, "lifecycle.delete_after_days", None, _KEPT)
            kept[_name(rule.get("target_backup_vault"))].append(days)
    return kept


def _name(value: Value[Any]) -> str:
    name = value.value if isinstance(value, Known) else ""
    return getattr(name, "address", None) or str(name or "")


def _kept(vault: Resource, kept: Mapping[str, list[Value[int | None]]]) -> Value[int | None]:
    found = kept_in(vault, ("backup_vault_name",), kept)
    unknown = next((days for days in found if isinstance(days, Unknown)), None)
    known = [d for d in found if isinstance(d, Known) and isinstance(d.value, int) and d.value]
    if unknown is not None:
        return Unknown(unknown.reason, unknown.source)
    least = min(known, key=lambda days: days.value or 0, default=None)
    return inherent(None, vault.source(), _KEPT) if least is None else least


def _vault_lock(vault: Resource, kept: Mapping[str, list[Value[int | None]]]) -> Value[Lock | None]:
    """Return the lock: CloudFormation makes it a compliance lock where days to change are given."""
    written = vault.blocks("lock_configuration")
    if isinstance(written, Unknown):
        return Unknown(written.reason, written.source)
    if not written.value:
        return inherent(None, vault.source("lock_configuration"), _NO_LOCK)
    changeable = fact(vault, "lock_configuration.changeable_for_days", None, f"{_LOCK}: governance")
    least = fact(vault, "lock_configuration.min_retention_days", None, _NOT_WRITTEN)
    for value in (changeable, least):
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.source)
    lifetimes = kept_in(vault, ("backup_vault_name",), kept)
    return vault_lock(changeable, least, lifetimes, changeable.source)


def _plans(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for plan in resources.of("awscc_backup_backup_plan"):
        common = common_fields(plan, aws)
        yield Configuration(**common)
        shared = {**common, "names": ()}
        for copy in _copy_actions(plan):
            if isinstance(copy, Unknown):
                unread = {"location": Unknown(copy.reason, copy.source), "origin": copy.source}
                yield Copy(**{**shared, **unread}, of=plan.address)
                continue
            vault = copy.get("destination_backup_vault_arn")
            where = aws.place_of(vault, common["location"])
            yield Copy(**{**shared, "location": where, "origin": vault.source}, of=plan.address)


def _copy_actions(plan: Resource) -> Iterator[Resource | Unknown]:
    rules = plan.blocks(_RULES)
    if isinstance(rules, Unknown):
        yield rules
        return
    for rule in rules.value:
        copies = rule.blocks("copy_actions")
        if isinstance(copies, Unknown):
            yield copies
        else:
            yield from copies.value


ADAPTERS: Final[tuple[Adapter[Aws], ...]] = (
    Adapter(("awscc_backup_backup_vault",), (), _vaults),
    Adapter(("awscc_backup_backup_plan",), (), _plans),
)
