resource "oci_audit_configuration" "main" {
  compartment_id        = "ocid1.tenancy.oc1..exampleumibe"
  retention_period_days = 90
}

resource "oci_objectstorage_bucket" "logs" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  namespace      = "umibe"
  name           = "umibe-logs"
}

resource "oci_sch_service_connector" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "main"

  source {
    kind = "logging"

    log_sources {
      compartment_id = "ocid1.compartment.oc1..exampleumibe"
      log_group_id   = "_Audit_Include_Subcompartment"
    }
  }

  target {
    kind   = "objectStorage"
    bucket = oci_objectstorage_bucket.logs.name
  }
}
