# The log is kept under a contract of its own, which goes on for two years after the last entry.

resource "oci_logging_log_group" "audit" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "audit"
}

resource "oci_logging_log" "audit" {
  display_name       = "audit"
  log_group_id       = oci_logging_log_group.audit.id
  log_type           = "CUSTOM"
  is_enabled         = true
  retention_duration = 180
}
