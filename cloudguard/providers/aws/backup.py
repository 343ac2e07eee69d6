"""AWS Backup: vaults with their locks, and plans that copy to other vaults."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.storage import Copy, Lock, Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.aws.everyone import lets_everyone_in
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.table import common_fields, unsaid
from cloudguard.sources.resource import Hidden, Resource, Resources
from cloudguard.values import Known, Reference, Source, Unknown, Value, any_true, inherent

_ENCRYPTED: Final = (
    "AWS Backup Developer Guide, Encryption for backups: a vault encrypts with its key; what AWS "
    "Backup does not fully manage (EBS, RDS) keeps the encryption of its source, judged there"
)
_AES_256: Final = "AWS Backup Developer Guide, Encryption for backups: AES-256"
_AWS_KEY: Final = "terraform-provider-aws docs, aws_backup_vault: the AWS managed key aws/backup"
_KEPT: Final = (
    "AWS Backup Developer Guide, Backup plan options: without a lifecycle a recovery point never "
    "expires, and no plan of this input gives one for this vault"
)
_UNPROTECTED: Final = "AWS Backup Developer Guide, Vault deletion: no setting forbids it once empty"
_FINAL: Final = "default, unconfirmed: AWS Backup Developer Guide, Deleting backups: it is gone"
_UNLOCKED: Final = "no aws_backup_vault_lock_configuration names this vault"
# terraform-provider-aws docs, aws_backup_vault_lock_configuration: with changeable_for_days it is
# a lock in compliance mode, without it one in governance mode.
_COMPLIANCE: Final = "changeable_for_days"
_NOT_WRITTEN: Final = "not written"
# AWS Backup API Reference, PutBackupVaultLockConfiguration: at most 36,500 days. Of a live lock it
# is told from which day on nobody can take it away, and not since when it is there.
_LONGEST: Final = 36_500


def _vaults(resources: Resources, aws: Aws) -> Iterator[Asset]:
    kept = _lifetimes(resources)
    for vault in resources.of("aws_backup_vault"):
        source = vault.source()
        yield Store(
            **common_fields(vault, aws),
            encrypted=inherent(True, source, _ENCRYPTED),
            algorithm=inherent("AES-256", source, _AES_256),
            key=aws.key_use(vault.get("kms_key_arn", None, _AWS_KEY)),
            retention_days=_unseen(vault, resources) or _retention(vault, kept),
            lock=_lock(vault, kept, resources),
            deletion_protected=inherent(False, source, _UNPROTECTED),
            recoverable_days=inherent(0, source, _FINAL),
            **unsaid(vault, "purgeable"),
            public=_public(vault, resources, aws),
        )


def _public(vault: Resource, resources: Resources, aws: Aws) -> Value[bool]:
    type_ = "aws_backup_vault_policy"
    found = resources.about(vault, type_, "backup_vault_name", ("id", "name"))
    if not found.named and found.possible:
        return fact(found.one(), "policy")
    policies = [lets_everyone_in(policy, "policy", aws) for policy in found.named]
    absent = "AWS Backup Developer Guide, Vault access policies: its account's alone without one"
    return any_true([inherent(False, vault.source(), absent), *policies])


def _lifetimes(resources: Resources) -> dict[str, list[Value[int | None]]]:
    """Return how long the rules of all plans keep what they put in a vault, by its name."""
    kept: dict[str, list[Value[int | None]]] = defaultdict(list)
    for plan in resources.of("aws_backup_plan"):
        rules = plan.blocks("rule")
        for rule in rules.value if isinstance(rules, Known) else ():
            days = fact(rule, "lifecycle.delete_after", None, _KEPT)
            for name in _names(rule.get("target_vault_name")):
                kept[name].append(days)
            copies = rule.blocks("copy_action")
            for copy in copies.value if isinstance(copies, Known) else ():
                days = fact(copy, "lifecycle.delete_after", None, _KEPT)
                for name in _names(copy.get("destination_vault_arn")):
                    kept[name].append(days)
    return kept


def _names(value: Value[Any]) -> list[str]:
    """Return by what a vault may be found that a rule names."""
    if isinstance(value, Unknown) or not value.value:
        return []
    if isinstance(value.value, Reference):
        return [value.value.address]
    return [str(value.value)]


def kept_in(
    vault: Resource, names: Sequence[str], kept: Mapping[str, Sequence[Value[int | None]]]
) -> list[Value[int | None]]:
    """Return how long each rule keeps what it puts in a vault, found by its address and names."""
    written = vault.attributes if isinstance(vault.attributes, dict) else {}
    by = [vault.address, *(written.get(name) for name in names)]
    return [days for name in by if isinstance(name, str) for days in kept.get(name, ())]


def _unseen(vault: Resource, resources: Resources) -> Unknown | None:
    """Return why a live plan may keep something in a vault that is not known, None if none may."""
    if not resources.live:
        return None
    if (unread := resources.unread("aws_backup_plan", vault)) is not None:
        return unread
    for plan in resources.of("aws_backup_plan"):
        rules = plan.blocks("rule")
        if isinstance(rules, Unknown):
            return Unknown(rules.reason, rules.source)
        for rule in rules.value:
            copies = rule.blocks("copy_action")
            if isinstance(copies, Unknown):
                return Unknown(copies.reason, copies.source)
            targets = [rule.get("target_vault_name")]
            targets += [copy.get("destination_vault_arn") for copy in copies.value]
            if unknown := next((name for name in targets if isinstance(name, Unknown)), None):
                return Unknown(unknown.reason, unknown.source)
    return None


def _retention(vault: Resource, kept: dict[str, list[Value[int | None]]]) -> Value[int | None]:
    if isinstance(vault.attributes, Hidden):
        return Unknown(vault.attributes.reason, vault.source())
    found = kept_in(vault, ("name", "arn"), kept)
    unknown = next((days for days in found if isinstance(days, Unknown)), None)
    known = [days for days in found if isinstance(days, Known) and days.value]
    if unknown is not None:
        return Unknown(unknown.reason, unknown.source)
    if known:
        return min(known, key=lambda days: days.value or 0)
    return inherent(None, vault.source(), _KEPT)


def _lock(
    vault: Resource, kept: dict[str, list[Value[int | None]]], resources: Resources
) -> Value[Lock | None]:
    type_ = "aws_backup_vault_lock_configuration"
    found = resources.about(vault, type_, "backup_vault_name", ("id", "name"))
    lock = found.one()
    changeable = fact(lock, _COMPLIANCE, None, _NOT_WRITTEN)
    if resources.live and found.named:
        settled = fact(lock, "facts.lock_date", "", _NOT_WRITTEN)
        changeable = settled.map(lambda day: _LONGEST if day else None)
    least = fact(lock, "min_retention_days", None, _NOT_WRITTEN)
    for value in (changeable, least):
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.source)
    if not found.named:
        return Known(None, replace(vault.source(), note=_UNLOCKED))
    lifetimes = kept_in(vault, ("name", "arn"), kept)
    return vault_lock(changeable, least, lifetimes, lock.source(_COMPLIANCE))


def vault_lock(
    changeable: Value[Any],
    least: Value[Any],
    lifetimes: Sequence[Value[int | None]],
    source: Source,
) -> Value[Lock | None]:
    """Return the lock of a vault: in compliance mode each recovery point is kept for its time.

    AWS Backup Developer Guide, "AWS Backup Vault Lock": `changeable_for_days` makes it a lock in
    compliance mode, which can be taken away for so many days; then no recovery point can be
    deleted before its own retention ends, which is the least that the lock asks for, and as long
    as plans say; what may be kept for longer is a hold (holds.py).
    """
    days = _whole(least)
    if not (isinstance(changeable, Known) and changeable.value):
        return Known(Lock("governance", days), source)
    grace = _whole(changeable)
    known = [_whole(each) for each in lifetimes if isinstance(each, Known)]
    if None in known:
        return Known(Lock("compliance", None, grace), source)
    longest = max(days or 0, *(n for n in known if n), 0)
    return Known(Lock("compliance", longest, grace), source)


def _whole(value: Value[Any]) -> int | None:
    number = value.value if isinstance(value, Known) else None
    return int(number) if isinstance(number, (int, float)) and number else None


def _plans(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for plan in resources.of("aws_backup_plan"):
        common = common_fields(plan, aws)
        yield Configuration(**common)
        shared = {**common, "names": ()}
        rules = plan.blocks("rule")
        if isinstance(rules, Unknown):
            yield _unread(rules, shared)
            continue
        for rule in rules.value:
            copies = rule.blocks("copy_action")
            if isinstance(copies, Unknown):
                yield _unread(copies, shared)
                continue
            for copy in copies.value:
                vault = copy.get("destination_vault_arn")
                where_ = aws.place_of(vault, common["location"])
                origin = {"location": where_, "origin": vault.source}
                yield Copy(**{**shared, **origin}, of=plan.address)


def _unread(blocks: Unknown, shared: dict[str, Any]) -> Copy:
    """Return the copy that blocks may tell of which cannot be read."""
    where = Unknown(blocks.reason, blocks.source)
    return Copy(**{**shared, "location": where, "origin": where.source}, of=shared["id"])


def _selections(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for selection in resources.of("aws_backup_selection"):
        yield Configuration(**common_fields(selection, aws))


ADAPTERS: Final[tuple[Adapter[Aws], ...]] = (
    Adapter(("aws_backup_vault",), ("aws_backup_vault_lock_configuration",), _vaults),
    Adapter(("aws_backup_plan",), (), _plans),
    Adapter(("aws_backup_selection",), (), _selections),
)
