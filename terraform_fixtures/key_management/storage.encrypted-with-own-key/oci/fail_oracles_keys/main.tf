# Encrypted, and under keys that the city can neither destroy nor rotate.

resource "oci_objectstorage_bucket" "forms" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  namespace      = "umibe"
  name           = "umibe-forms"
}

resource "oci_core_volume" "data" {
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  availability_domain = "Uocm:AP-TOKYO-1-AD-1"
  display_name        = "data"
}

resource "oci_database_autonomous_database" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  db_name        = "umibe"
  kms_key_id     = "ORACLE_MANAGED_KEY"
}

resource "oci_core_volume_backup" "monthly" {
  volume_id = oci_core_volume.data.id
}

resource "oci_queue_queue" "jobs" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "jobs"
}
