# Nothing is written of encryption: OCI encrypts whatever is kept.

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
}

resource "oci_file_storage_file_system" "shared" {
  availability_domain = "Uocm:AP-TOKYO-1-AD-1"
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
}

resource "oci_queue_queue" "jobs" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "jobs"
}

resource "oci_nosql_table" "sessions" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  name           = "sessions"
  ddl_statement  = "CREATE TABLE sessions (id STRING, PRIMARY KEY (id))"
}
