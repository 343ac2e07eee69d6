"""For how long a lock keeps what is written, on each provider: from the page of each case."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloudguard.assets.storage import Lock, Store
from cloudguard.values import Known
from tests.folders import written

AWS = """
resource "aws_s3_bucket" "b" {
  bucket              = "umibe"
  object_lock_enabled = true
}
"""
DEFAULT = """
resource "aws_s3_bucket_object_lock_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  rule {
    default_retention {
      mode  = "COMPLIANCE"
      years = 7
    }
  }
}
"""
OBJECT = """
resource "aws_s3_object" "o" {
  bucket                        = aws_s3_bucket.b.id
  key                           = "o"
  object_lock_mode              = "MODE"
  object_lock_retain_until_date = "2031-03-31T00:00:00Z"
}
"""
GOOGLE = """
resource "google_storage_bucket_object" "o" {
  bucket = "umibe"
  name   = "o"
  retention {
    mode              = "Locked"
    retain_until_time = "2031-03-31T00:00:00Z"
  }
}
"""
SNAPLOCK = """
resource "aws_fsx_ontap_volume" "v" {
  name                       = "v"
  storage_virtual_machine_id = "svm-1"
  snaplock_configuration { snaplock_type = "TYPE" }
}
"""
TAPES = """
resource "aws_storagegateway_tape_pool" "p" {
  pool_name                   = "p"
  storage_class               = "GLACIER"
  retention_lock_type         = "COMPLIANCE"
  retention_lock_time_in_days = 400
}
"""
VAULT = """
resource "azurerm_recovery_services_vault" "v" {
  name         = "v"
  immutability = "STATE"
}
"""
POLICY = """
resource "azurerm_storage_account" "a" { name = "umibe" }
resource "azurerm_storage_container" "c" {
  name               = "c"
  storage_account_id = azurerm_storage_account.a.id
}
resource "azurerm_storage_container_immutability_policy" "p" {
  storage_container_resource_manager_id = azurerm_storage_container.c.id
  immutability_period_in_days           = 30
  locked                                = true
}
"""
AUDIT = """
resource "oci_audit_configuration" "a" {
  compartment_id        = "c"
  retention_period_days = 365
}
"""
SNAPSHOT = """
resource "oci_file_storage_snapshot" "s" {
  file_system_id = "ocid1.filesystem.oc1.nrt.a"
  name           = "s"
  lock_duration_details {
    lock_mode     = "COMPLIANCE"
    lock_duration = 90
  }
}
"""
BACKUP = """
resource "oci_core_volume_backup" "b" {
  volume_id                 = "ocid1.volume.oc1.ap-tokyo-1.a"
  is_retention_lock_enabled = true
}
"""

EACH_FILE = (
    "each file is locked for a time of its own, which SnapLock's least and greatest retention bound"
)


@pytest.mark.parametrize(
    ("page", "hcl", "asset", "lock"),
    [
        ("S3 User Guide, Object Lock", AWS, "aws_s3_bucket.b", None),
        (
            "S3 User Guide, Object Lock: default retention",
            AWS + DEFAULT,
            "aws_s3_bucket.b",
            Lock("compliance", 2555),
        ),
        (
            "S3 User Guide, Object Lock: a retain until date",
            AWS + OBJECT.replace("MODE", "COMPLIANCE"),
            "aws_s3_object.o",
            "locked until 2031-03-31T00:00:00Z, whenever it was written",
        ),
        (
            "S3 User Guide, Object Lock: governance mode",
            AWS + OBJECT.replace("MODE", "GOVERNANCE"),
            "aws_s3_object.o",
            Lock("governance", None),
        ),
        (
            "Cloud Storage docs, Object Retention Lock",
            GOOGLE,
            "google_storage_bucket_object.o",
            "locked until 2031-03-31T00:00:00Z, whenever it was written",
        ),
        (
            "Amazon FSx for NetApp ONTAP User Guide, Working with SnapLock",
            SNAPLOCK.replace("TYPE", "COMPLIANCE"),
            "aws_fsx_ontap_volume.v",
            EACH_FILE,
        ),
        (
            "Amazon FSx for NetApp ONTAP User Guide, SnapLock Enterprise",
            SNAPLOCK.replace("TYPE", "ENTERPRISE"),
            "aws_fsx_ontap_volume.v",
            Lock("governance", None),
        ),
        (
            "AWS Storage Gateway User Guide, Creating a custom tape pool",
            TAPES,
            "aws_storagegateway_tape_pool.p",
            Lock("compliance", 400),
        ),
        (
            "Azure Backup documentation, Immutable vault",
            VAULT.replace("STATE", "Locked"),
            "azurerm_recovery_services_vault.v",
            "how long a recovery point is locked, the policies of what the vault protects decide",
        ),
        (
            "Azure Backup documentation, Immutable vault: unlocked",
            VAULT.replace("STATE", "Unlocked"),
            "azurerm_recovery_services_vault.v",
            Lock("governance", None),
        ),
        (
            "Azure Storage documentation, Container-level WORM policies",
            POLICY,
            "azurerm_storage_container.c",
            Lock("compliance", 30),
        ),
        (
            "OCI provider documentation, oci_audit_configuration",
            AUDIT,
            "oci_audit_configuration.a",
            Lock("compliance", 365),
        ),
        (
            "OCI provider documentation, oci_file_storage_snapshot",
            SNAPSHOT,
            "oci_file_storage_snapshot.s",
            Lock("compliance", 90),
        ),
        (
            "OCI provider documentation, oci_core_volume_backup",
            BACKUP,
            "oci_core_volume_backup.b",
            "the retention that the backup is locked with decides",
        ),
    ],
)
def test_a_lock_keeps_for_as_long_as_the_documents_say(
    tmp_path: Path, page: str, hcl: str, asset: str, lock: Lock | str | None
) -> None:
    (store,) = (a for a in written(tmp_path, hcl) if isinstance(a, Store) and a.id == asset)
    found = store.lock.value if isinstance(store.lock, Known) else store.lock.reason
    assert found == lock, page
