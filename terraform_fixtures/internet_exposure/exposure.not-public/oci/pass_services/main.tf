# Disks, databases and queues: nobody reads them who does not sign a request or log in.
resource "oci_core_volume" "data" {
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  availability_domain = "Uocm:AP-TOKYO-1-AD-1"
}

resource "oci_database_autonomous_database" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  db_name        = "umibe"
}

resource "oci_queue_queue" "reception" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "reception"
}

resource "oci_artifacts_container_repository" "apps" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "umibe/apps"
  is_public      = false
}
