"""AWS Backup; the AWS Backup Developer Guide and the provider's documentation say what counts."""

from __future__ import annotations

from typing import Any

import pytest

from cloudguard.assets.storage import Copy, Lock, Store
from tests.building import SEOUL, TOKYO, every, known, made, not_known, one, ref, understood, why

VAULT = made("aws_backup_vault", "v", name="vault")
REGIONS = {"aws": TOKYO, "aws.seoul": SEOUL}


def plan(*rules: Any) -> Any:
    return made("aws_backup_plan", name="p", rule=list(rules))


def vault(*others: Any) -> Store:
    return one(understood(VAULT, *others), Store)


# "Encryption for backups in AWS Backup"; docs of aws_backup_vault.
def test_a_vault_is_encrypted_with_aws_own_key_unless_it_names_one() -> None:
    assert known(vault().encrypted) is True
    assert known(vault().key) is None
    key = made("aws_kms_key", "k")
    own = made("aws_backup_vault", name="own", kms_key_arn=ref(key, "arn"))
    use = known(one(understood(own, key), Store).key)
    assert (use.name, use.holder) == (ref(key, "arn"), "customer")


# Docs of aws_backup_vault_lock_configuration: without changeable_for_days it is in governance mode.
@pytest.mark.parametrize(
    ("attributes", "lock"),
    [
        ({"min_retention_days": 30}, Lock("governance", 30)),
        ({}, Lock("governance", None)),
    ],
)
@pytest.mark.parametrize("name", ["vault", ref(VAULT, "name")])
def test_a_vault_lock(attributes: Any, lock: Lock, name: Any) -> None:
    locked = made("aws_backup_vault_lock_configuration", backup_vault_name=name, **attributes)
    assert known(vault(locked).lock) == lock


# "AWS Backup Vault Lock": in compliance mode no recovery point can be deleted before its own time.
@pytest.mark.parametrize(
    ("rules", "lock"),
    [
        ([], Lock("compliance", 30, 3)),
        ([{"delete_after": 400}, {"delete_after": 35}], Lock("compliance", 400, 3)),
        ([{"delete_after": 7}], Lock("compliance", 30, 3)),
        ([{}], Lock("compliance", None, 3)),
    ],
)
def test_a_vault_in_compliance_mode_keeps_each_point_for_its_time(
    rules: list[Any], lock: Lock
) -> None:
    locked = made(
        "aws_backup_vault_lock_configuration",
        backup_vault_name="vault",
        changeable_for_days=3,
        min_retention_days=30,
    )
    put = [{"target_vault_name": "vault", "lifecycle": [rule]} for rule in rules]
    assert known(vault(locked, plan(*put)).lock) == lock


def test_a_vault_without_a_lock_or_with_anothers_is_not_locked() -> None:
    other = made("aws_backup_vault_lock_configuration", backup_vault_name="other")
    assert known(vault().lock) is None
    assert known(vault(other).lock) is None
    unclear = made("aws_backup_vault_lock_configuration", backup_vault_name=not_known())
    assert why(vault(unclear).lock)


def test_a_vault_keeps_as_long_as_the_rules_that_name_it() -> None:
    long = {"target_vault_name": ref(VAULT, "name"), "lifecycle": [{"delete_after": 400}]}
    short = {"target_vault_name": "vault", "lifecycle": [{"delete_after": 35}]}
    other = {"target_vault_name": "other", "lifecycle": [{"delete_after": 1}]}
    assert known(vault(plan(long, other)).retention_days) == 400
    assert known(vault(plan(long, short)).retention_days) == 35
    assert known(vault(plan({"target_vault_name": "vault"})).retention_days) is None


def copying(destination: Any) -> Any:
    return {
        "target_vault_name": "vault",
        "copy_action": [{"destination_vault_arn": destination}],
    }


def test_each_copy_lies_where_its_vault_does() -> None:
    away = made("aws_backup_vault", "away", name="away", provider="aws.seoul")
    literal = "arn:aws:backup:us-east-1:123456789012:backup-vault:x"
    assets = understood(away, plan(copying(ref(away, "arn")), copying(literal)), regions=REGIONS)
    assert {known(copy.location).name for copy in every(assets, Copy)} == {SEOUL, "us-east-1"}
    assert not every(understood(plan({"target_vault_name": "vault"})), Copy)


def test_copies_that_cannot_be_read_are_told() -> None:
    assert why(one(understood(plan(copying(not_known()))), Copy).location)
    hidden = made("aws_backup_plan", name="p", rule=not_known())
    assert why(one(understood(hidden), Copy).location)
