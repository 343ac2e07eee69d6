"""For how long a bucket's deleted objects can be restored, on each provider by the same meaning.

Without versions an object is gone at once, or after its soft delete; with them it stays until a
rule or somebody deletes the version, which who may, can do at any time.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cloudguard.assets.storage import ObjectStore
from tests.folders import known, one, written

AWS = """
resource "aws_s3_bucket" "b" { bucket = "b" }
resource "aws_s3_bucket_versioning" "b" {
  bucket = aws_s3_bucket.b.id
  versioning_configuration { status = "STATUS" }
}
resource "aws_s3_bucket_lifecycle_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  rule {
    id     = "old"
    status = "Enabled"
    RULE
  }
}
"""
AWSCC = """
resource "awscc_s3_bucket" "b" {
  bucket_name              = "b"
  versioning_configuration = { status = "STATUS" }
  lifecycle_configuration  = { rules = [{ status = "Enabled", RULE }] }
}
"""
AZURE = """
resource "azurerm_storage_account" "b" {
  name            = "b"
  blob_properties {
    versioning_enabled = STATUS
    delete_retention_policy { days = 5 }
  }
}
resource "azurerm_storage_management_policy" "b" {
  storage_account_id = azurerm_storage_account.b.id
  rule {
    name    = "old"
    enabled = true
    actions {
      RULE
    }
  }
}
"""
GOOGLE = """
resource "google_storage_bucket" "b" {
  name     = "b"
  location = "asia-northeast1"
  versioning { enabled = STATUS }
  lifecycle_rule {
    action { type = "Delete" }
    condition { RULE }
  }
}
"""
OCI = """
resource "oci_objectstorage_bucket" "b" {
  name       = "b"
  namespace  = "n"
  versioning = "STATUS"
}
resource "oci_objectstorage_object_lifecycle_policy" "b" {
  bucket    = oci_objectstorage_bucket.b.name
  namespace = "n"
  rules {
    name        = "old"
    action      = "DELETE"
    is_enabled  = true
    time_amount = 30
    time_unit   = "DAYS"
    target      = "RULE"
  }
}
"""
SAKURA = """
resource "sakura_object_storage_bucket" "b" {
  name    = "b"
  site_id = "isk01"
}
resource "sakura_object_storage_bucket_versioning" "b" {
  bucket = sakura_object_storage_bucket.b.name
  versioning_configuration = { status = "STATUS" }
}
"""
NONCURRENT = "noncurrent_version_expiration { noncurrent_days = 30 }"
NEWEST = "noncurrent_version_expiration {\nnoncurrent_days = 30\nnewer_noncurrent_versions = 3\n}"
EXPIRED = "expiration { days = 30 }"


@pytest.mark.parametrize(
    ("text", "status", "rule", "days", "purgeable"),
    [
        (AWS, "Suspended", EXPIRED, 0, None),
        (AWS, "Enabled", EXPIRED, None, True),
        (AWS, "Enabled", NONCURRENT, 30, True),
        (AWS, "Enabled", NEWEST, None, True),
        (AWSCC, "Suspended", "expiration_in_days = 30", 0, None),
        (AWSCC, "Enabled", "expiration_in_days = 30", None, True),
        (AWSCC, "Enabled", "noncurrent_version_expiration_in_days = 30", 30, True),
        (
            AWSCC,
            "Enabled",
            "noncurrent_version_expiration = { noncurrent_days = 30 }",
            30,
            True,
        ),
        (AZURE, "false", "", 5, False),
        (AZURE, "true", "", None, True),
        (AZURE, "true", "version { delete_after_days_since_creation = 30 }", 35, True),
        (GOOGLE, "false", "age = 30", 7, False),
        (GOOGLE, "true", 'age = 30\nwith_state = "LIVE"', None, True),
        (GOOGLE, "true", "num_newer_versions = 3", None, True),
        (GOOGLE, "true", "days_since_noncurrent_time = 30", 37, True),
        (GOOGLE, "true", "age = 30", "the rule deletes versions by another condition", True),
        (OCI, "Disabled", "objects", 0, None),
        (OCI, "Enabled", "objects", None, True),
        (OCI, "Enabled", "previous-object-versions", 30, True),
        (SAKURA, "Suspended", "", 0, None),
        (SAKURA, "Enabled", "", None, True),
    ],
)
def test_versions_of_deleted_objects_stay_until_something_deletes_them(
    tmp_path: Path,
    text: str,
    status: str,
    rule: str,
    days: int | str | None,
    purgeable: bool | None,
) -> None:
    assets = written(tmp_path, text.replace("STATUS", status).replace("RULE", rule))
    store = one(assets, ObjectStore, ".b")
    assert known(store.recoverable_days) == days
    if purgeable is not None:
        assert known(store.purgeable) is purgeable
