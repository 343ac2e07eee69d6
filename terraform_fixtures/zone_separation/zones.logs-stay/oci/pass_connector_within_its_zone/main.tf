# OCI documentation, "Overview of Connector Hub".
resource "oci_objectstorage_bucket" "logs" {
  compartment_id = "ocid1.compartment.oc1..aaaalogs"
  namespace      = "umibe"
  name           = "logs"
  freeform_tags  = { zone = "mynumber" }
}

resource "oci_sch_service_connector" "tax" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
  display_name   = "tax"
  freeform_tags  = { zone = "mynumber" }

  source {
    kind = "logging"

    log_sources {
      compartment_id = "ocid1.compartment.oc1..aaaatax"
      log_group_id   = "_Audit"
    }
  }

  target {
    kind      = "objectStorage"
    bucket    = oci_objectstorage_bucket.logs.name
    namespace = "umibe"
  }
}
