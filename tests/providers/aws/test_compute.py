"""Whether disks are encrypted: what the Amazon EBS User Guide says decides."""

from __future__ import annotations

from typing import Any

import pytest

from cloudguard.assets import Configuration
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.storage import DiskDefault, Store
from tests.building import (
    OSAKA,
    TOKYO,
    data,
    known,
    made,
    not_known,
    one,
    ref,
    understood,
    why,
)

REGIONS = {"aws": TOKYO, "aws.osaka": OSAKA, "aws.again": TOKYO}
ON = made("aws_ebs_encryption_by_default", "on")
OFF = made("aws_ebs_encryption_by_default", "off", enabled=False)
ZONE = f"{TOKYO}a"


def volume(name: str = "it", **attributes: Any) -> Any:
    return made("aws_ebs_volume", name, availability_zone=ZONE, **attributes)


def disk(resource: Any, *others: Any) -> Store:
    return one(understood(resource, *others, regions=REGIONS), Store, resource.address)


@pytest.mark.parametrize("written", [True, False])
def test_what_is_written_counts(written: bool) -> None:
    assert known(disk(volume(encrypted=written)).encrypted) is written


def test_an_expression_leaves_it_unknown() -> None:
    assert why(disk(volume(encrypted=not_known())).encrypted)
    assert "aws_kms_key.k" in why(disk(volume(encrypted=ref(made("aws_kms_key", "k")))).encrypted)


# "Enable Amazon EBS encryption by default": a setting of the account for one region.
def test_the_account_decides_for_what_says_nothing() -> None:
    assert "aws_ebs_encryption_by_default is not in this input" in why(disk(volume()).encrypted)
    assert known(disk(volume(), ON).encrypted) is True
    assert known(disk(volume(), OFF).encrypted) is False


def test_the_setting_of_another_region_does_not_count() -> None:
    osaka = made("aws_ebs_encryption_by_default", "osaka", provider="aws.osaka")
    assert "not in this input" in why(disk(volume(), osaka).encrypted)


def test_the_setting_of_another_provider_block_may_be_of_another_account() -> None:
    again = made("aws_ebs_encryption_by_default", "again", provider="aws.again")
    assert "another account" in why(disk(volume(), again).encrypted)


def test_a_setting_made_in_the_same_run_is_only_assumed() -> None:
    kept = made("aws_ebs_encryption_by_default", "on", action="no-op")
    assert disk(volume(), ON).encrypted.source.assumed
    assert not disk(volume(), kept).encrypted.source.assumed


# "How encryption works": a volume from an encrypted snapshot is encrypted, one from another not.
@pytest.mark.parametrize("encrypted", [True, False])
def test_a_snapshot_is_as_its_disk_is(encrypted: bool) -> None:
    source = volume("source", encrypted=encrypted)
    snapshot = made("aws_ebs_snapshot", volume_id=ref(source))
    restored = volume("restored", snapshot_id=ref(snapshot))
    assert known(disk(snapshot, source).encrypted) is encrypted
    assert known(disk(restored, snapshot, source, OFF).encrypted) is encrypted
    if encrypted:
        assert known(disk(restored, snapshot, source).encrypted) is True
    else:
        assert why(disk(restored, snapshot, source).encrypted)


def test_snapshots_in_a_circle_end() -> None:
    one_ = volume("one", snapshot_id=ref(made("aws_ebs_snapshot", "a")))
    snapshot = made("aws_ebs_snapshot", "a", volume_id=ref(one_))
    assert why(disk(one_, snapshot).encrypted)


def test_a_snapshot_of_a_disk_elsewhere_is_unknown() -> None:
    assert "not in this input" in why(disk(made("aws_ebs_snapshot", volume_id="vol-1")).encrypted)


def test_the_key_is_the_disks_own_or_the_accounts() -> None:
    key = made("aws_kms_key", "k")
    default = made("aws_ebs_default_kms_key", key_arn=ref(key, "arn"))
    own = disk(volume(encrypted=True, kms_key_id="alias/own"), default, key)
    assert known(own.key) == KeyUse("alias/own", "customer")
    assert known(disk(volume(encrypted=True), default, key).key) == KeyUse(
        ref(key, "arn"), "customer"
    )
    assert "aws_ebs_default_kms_key is not in this input" in why(disk(volume(encrypted=True)).key)
    assert known(disk(volume(encrypted=False), default, key).key) is None


def instance(**attributes: Any) -> Any:
    return made("aws_instance", ami="ami-1", **attributes)


def test_every_disk_of_an_instance_counts() -> None:
    root, plain = [{"encrypted": True}], {"device_name": "/dev/sdb", "encrypted": False}
    assert known(disk(instance(root_block_device=root)).encrypted) is True
    both = instance(root_block_device=root, ebs_block_device=[plain])
    assert known(disk(both).encrypted) is False


# "Encryption outcomes": a root disk that says nothing is as its image's snapshot, or the account.
def test_a_root_disk_that_says_nothing_is_the_accounts_or_the_images() -> None:
    assert why(disk(instance()).encrypted)
    assert why(disk(instance(), OFF).encrypted)
    assert known(disk(instance(), ON).encrypted) is True
    image = {"id": "ami-1", "block_device_mappings": [{"ebs": {"encrypted": "true"}}]}
    assert known(disk(instance(), data("aws_ami", **image)).encrypted) is True
    image["block_device_mappings"] = [{"ebs": {"encrypted": "false"}}]
    assert known(disk(instance(), data("aws_ami", **image), OFF).encrypted) is False
    assert why(disk(instance(), data("aws_ami", **image)).encrypted)


def template(*mappings: Any) -> Any:
    return made("aws_launch_template", image_id="ami-1", block_device_mappings=list(mappings))


def mapped(name: str, encrypted: Any) -> Any:
    return {"device_name": name, "ebs": [{"encrypted": encrypted, "kms_key_id": "alias/own"}]}


# terraform-provider-aws 5.100.0: `encrypted` of a launch template is a string.
# EC2 User Guide, "Device names": /dev/xvda and /dev/sda1 are kept for the root device.
@pytest.mark.parametrize(
    ("mappings", "encrypted"),
    [
        ([mapped("/dev/xvda", "true")], True),
        ([mapped("/dev/xvda", "false")], False),
        ([mapped("/dev/xvda", "true"), mapped("/dev/sdb", "false")], False),
        ([mapped("/dev/sda1", "true"), {"device_name": "sdc", "virtual_name": "ephemeral0"}], True),
    ],
)
def test_a_template_is_read_by_its_disks(mappings: Any, encrypted: bool) -> None:
    found = disk(template(*mappings))
    assert known(found.encrypted) is encrypted


def test_a_template_that_says_nothing_of_the_root_disk_leaves_it_open() -> None:
    assert why(disk(template(mapped("/dev/sdb", "true"))).encrypted)
    assert why(disk(template()).encrypted)
    assert known(disk(template(mapped("/dev/sdb", "true")), ON).encrypted) is True


def test_an_image_is_encrypted_where_its_snapshots_are() -> None:
    source = volume("source", encrypted=True)
    snapshot = made("aws_ebs_snapshot", volume_id=ref(source))
    device = {"device_name": "/dev/xvda", "snapshot_id": ref(snapshot)}
    image = made("aws_ami", name="i", ebs_block_device=[device])
    assert known(disk(image, snapshot, source).encrypted) is True
    machine = made("aws_instance", ami=ref(image))
    assert known(disk(machine, image, snapshot, source).encrypted) is True
    assert why(disk(made("aws_ami", name="i")).encrypted)


def test_the_accounts_setting_is_judged_itself() -> None:
    assert known(one(understood(ON), DiskDefault).encrypted) is True
    assert known(one(understood(OFF), DiskDefault).encrypted) is False
    default = made("aws_ebs_default_kms_key", key_arn="x")
    assert one(understood(default), Configuration).id == default.address


# EC2 User Guide, "Copy an Amazon EC2 AMI": an encrypted image stays so; else the copy or the
# account's default encrypts it, with the account's default key where none is named.
def test_the_copy_of_an_image_is_as_it_says_as_its_source_or_the_account() -> None:
    def copy(**attributes: Any) -> Any:
        return made("aws_ami_copy", source_ami_id="ami-1", **attributes)

    assert known(disk(copy(encrypted=True)).encrypted) is True
    assert known(disk(copy(), ON).encrypted) is True
    assert known(disk(copy(encrypted=False), ON).encrypted) is True
    assert "image decides" in why(disk(copy(encrypted=False), OFF).encrypted)
    assert known(disk(copy(encrypted=True, kms_key_id="alias/own")).key) == KeyUse(
        "alias/own", "customer"
    )
    assert "aws_ebs_default_kms_key is not in this input" in why(disk(copy(encrypted=True)).key)
    image = {"id": "ami-1", "block_device_mappings": [{"ebs": {"encrypted": "true"}}]}
    assert known(disk(copy(), data("aws_ami", **image)).encrypted) is True


# EC2 User Guide, "Instance store volumes": mapped by a virtual name; of no snapshot.
def test_the_instance_stores_of_an_image_are_no_disks_of_it() -> None:
    stores = {"device_name": "/dev/sdb", "ebs": {}, "virtual_name": "ephemeral0"}
    mappings = [{"device_name": "/dev/sda1", "ebs": {"encrypted": "true"}}, stores]
    image = data("aws_ami", id="ami-1", block_device_mappings=mappings)
    assert known(disk(instance(), image).encrypted) is True
    assert why(
        disk(instance(), data("aws_ami", id="ami-1", block_device_mappings=[stores])).encrypted
    )
