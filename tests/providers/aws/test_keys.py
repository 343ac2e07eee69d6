"""Keys of AWS KMS; "Rotate AWS KMS keys" of the AWS KMS Developer Guide says which rotate."""

from __future__ import annotations

from typing import Any

import pytest

from cloudguard.assets.keys import Key
from cloudguard.assets.storage import Copy
from tests.building import SEOUL, TOKYO, known, made, not_known, one, ref, understood, why

REGIONS = {"aws": TOKYO, "aws.seoul": SEOUL}


def key(**attributes: Any) -> Key:
    return one(understood(made("aws_kms_key", **attributes)), Key)


@pytest.mark.parametrize(
    ("attributes", "days"),
    [
        ({}, None),
        ({"enable_key_rotation": False, "rotation_period_in_days": 90}, None),
        ({"enable_key_rotation": True}, 365),
        ({"enable_key_rotation": True, "rotation_period_in_days": 90}, 90),
    ],
)
def test_the_period_counts_only_where_rotation_is_on(attributes: Any, days: int | None) -> None:
    assert known(key(**attributes).rotation_days) == days


@pytest.mark.parametrize(
    ("attributes", "rotatable"),
    [
        ({}, True),
        ({"customer_master_key_spec": "SYMMETRIC_DEFAULT"}, True),
        ({"customer_master_key_spec": "RSA_4096"}, False),
        ({"customer_master_key_spec": "HMAC_256"}, False),
        ({"custom_key_store_id": "cks-1"}, False),
    ],
)
def test_which_keys_can_be_rotated(attributes: Any, rotatable: bool) -> None:
    assert known(key(**attributes).rotatable) is rotatable


def test_imported_material_is_not_rotated() -> None:
    imported = one(understood(made("aws_kms_external_key")), Key)
    assert known(imported.rotatable) is False
    assert known(imported.rotation_days) is None


def test_a_key_is_usable_unless_disabled() -> None:
    assert known(key().enabled) is True
    assert known(key(is_enabled=False).enabled) is False
    assert why(key(is_enabled=not_known()).enabled)
    imported = made("aws_kms_external_key", enabled=False)
    assert known(one(understood(imported), Key).enabled) is False


# "Rotating multi-Region keys": rotation is a shared property, set on the primary key.
def test_a_replica_rotates_as_its_primary_does_and_is_a_copy() -> None:
    primary = made("aws_kms_key", "primary", multi_region=True, enable_key_rotation=True)
    replica = made("aws_kms_replica_key", primary_key_arn=ref(primary, "arn"), provider="aws.seoul")
    assets = understood(primary, replica, regions=REGIONS)
    found = one(assets, Key, replica.address)
    assert (known(found.rotation_days), known(found.rotatable)) == (365, True)
    copy = one(assets, Copy)
    assert (copy.of, known(copy.location).country) == (primary.address, "KR")


def test_a_replica_of_a_key_elsewhere_leaves_rotation_unknown() -> None:
    replica = made("aws_kms_replica_key", primary_key_arn="arn:aws:kms:us-east-1:1:key/mrk-1")
    found = one(understood(replica), Key)
    assert "primary" in why(found.rotation_days)
    assert why(found.rotatable)


def test_a_key_is_known_by_its_aliases() -> None:
    main = made("aws_kms_key", "main")
    alias = made("aws_kms_alias", "main", name="alias/city", target_key_id=ref(main, "key_id"))
    names = one(understood(main, alias), Key).names
    assert "alias/city" in names
    assert alias.address in names
