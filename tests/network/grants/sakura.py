"""Cases of SAKURA Cloud, each from the page that it names."""

from __future__ import annotations

from typing import Final

from tests.network.grants.case import Case

CASES: Final = (
    Case(
        name="sakura: an archive that is shared by a key",
        page="SAKURA Cloud manual, アーカイブ: アーカイブの共有",
        hcl="""
resource "sakuracloud_archive" "tax" {
  name           = "tax"
  source_disk_id = "123456789012"
}
resource "sakuracloud_archive_share" "s" {
  archive_id = sakuracloud_archive.tax.id
}
""",
        expected={"sakuracloud_archive_share.s": "unknown"},
    ),
    Case(
        name="sakura: a disk made of another zone's archive",
        page="SAKURA Cloud manual, ディスク",
        hcl="""
resource "sakura_archive" "tax" {
  name         = "tax"
  archive_file = "tax.raw"
}
resource "sakura_disk" "lgwan_test" {
  name              = "test"
  source_archive_id = sakura_archive.tax.id
}
""",
        expected={"sakura_disk.lgwan_test": "fail"},
    ),
    Case(
        name="sakura: a disk made of an archive of its zone",
        page="SAKURA Cloud manual, ディスク",
        hcl="""
resource "sakura_archive" "tax" {
  name         = "tax"
  archive_file = "tax.raw"
}
resource "sakura_disk" "tax_web" {
  name              = "web"
  source_archive_id = sakura_archive.tax.id
}
""",
        expected={"sakura_disk.tax_web": "pass"},
    ),
    Case(
        name="sakura: a bucket replicated into another zone's",
        page="SAKURA Cloud manual, オブジェクトストレージ: レプリケーション",
        hcl="""
resource "sakura_object_storage_bucket" "tax" {
  site_id = "isk01"
  name    = "tax"
}
resource "sakura_object_storage_bucket" "lgwan_copy" {
  site_id = "tky01"
  name    = "copy"
}
resource "sakura_object_storage_bucket_replication_config" "r" {
  site_id            = "isk01"
  bucket             = sakura_object_storage_bucket.tax.name
  destination_bucket = sakura_object_storage_bucket.lgwan_copy.name
}
""",
        expected={"sakura_object_storage_bucket_replication_config.r": "fail"},
    ),
    Case(
        name="sakura: one access key for buckets of two zones",
        page="SAKURA Cloud manual, オブジェクトストレージ: パーミッション",
        hcl="""
resource "sakura_object_storage_bucket" "tax" {
  site_id = "isk01"
  name    = "tax"
}
resource "sakura_object_storage_bucket" "lgwan_web" {
  site_id = "isk01"
  name    = "web"
}
resource "sakura_object_storage_permission" "key" {
  site_id = "isk01"
  name    = "key"
  bucket_controls = [
    { bucket = sakura_object_storage_bucket.tax.name, can_read = true, can_write = false },
    { bucket = sakura_object_storage_bucket.lgwan_web.name, can_read = true, can_write = true },
  ]
}
""",
        expected={"sakura_object_storage_permission.key": "fail"},
    ),
    Case(
        name="sakura: a service principal of another zone on a project",
        page="SAKURA Cloud manual, IAM: ポリシー",
        hcl="""
resource "sakura_iam_project" "tax" {
  name = "tax"
  code = "tax"
}
resource "sakura_iam_service_principal" "lgwan_portal" {
  name       = "portal"
  project_id = "1"
}
resource "sakura_iam_policy" "p" {
  target    = "project"
  target_id = sakura_iam_project.tax.id
  bindings = [{
    role       = { type = "preset", id = "viewer" }
    principals = [{ type = "service-principal", id = sakura_iam_service_principal.lgwan_portal.id }]
  }]
}
""",
        expected={"sakura_iam_policy.p": "fail"},
    ),
)
