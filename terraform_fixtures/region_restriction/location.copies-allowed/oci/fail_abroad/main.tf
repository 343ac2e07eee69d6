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
  destination_region_name = "us-ashburn-1"
}

resource "oci_core_volume" "data" {
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  availability_domain = "Uocm:AP-TOKYO-1-AD-1"

  block_volume_replicas {
    availability_domain = "Uocm:US-ASHBURN-AD-1"
  }
}

resource "oci_core_volume_backup_policy" "daily" {
  compartment_id     = "ocid1.compartment.oc1..exampleumibe"
  destination_region = "ap-singapore-1"

  schedules {
    backup_type       = "INCREMENTAL"
    period            = "ONE_DAY"
    retention_seconds = 2592000
  }
}

resource "oci_file_storage_replication" "shared" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  source_id      = "ocid1.filesystem.oc1.ap-tokyo-1.exampleumibe"
  target_id      = "ocid1.filesystem.oc1.iad.exampleumibe"
}

resource "oci_kms_vault_replication" "main" {
  vault_id       = "ocid1.vault.oc1.ap-tokyo-1.exampleumibe"
  replica_region = "ap-seoul-1"
}

resource "oci_mysql_mysql_db_system" "main" {
  availability_domain = "Uocm:AP-TOKYO-1-AD-1"
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  shape_name          = "MySQL.2"
  subnet_id           = "ocid1.subnet.oc1.ap-tokyo-1.exampleumibe"

  backup_policy {
    is_enabled = true

    copy_policies {
      copy_to_region = "us-phoenix-1"
    }
  }
}
