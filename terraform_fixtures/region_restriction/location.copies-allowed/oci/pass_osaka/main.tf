resource "oci_objectstorage_bucket" "forms" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  namespace      = "umibe"
  name           = "umibe-forms"
}

resource "oci_objectstorage_replication_policy" "forms" {
  namespace               = "umibe"
  bucket                  = oci_objectstorage_bucket.forms.name
  name                    = "copy"
  destination_bucket_name = "umibe-forms-copy"
  destination_region_name = "ap-osaka-1"
}

resource "oci_core_volume_backup_policy" "daily" {
  compartment_id     = "ocid1.compartment.oc1..exampleumibe"
  destination_region = "ap-osaka-1"

  schedules {
    backup_type       = "INCREMENTAL"
    period            = "ONE_DAY"
    retention_seconds = 2592000
  }
}

resource "oci_file_storage_replication" "shared" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  source_id      = "ocid1.filesystem.oc1.ap-tokyo-1.exampleumibe"
  target_id      = "ocid1.filesystem.oc1.ap-osaka-1.exampleumibe"
}
