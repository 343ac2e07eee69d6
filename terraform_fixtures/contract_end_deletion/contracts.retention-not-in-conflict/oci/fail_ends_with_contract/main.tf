# The log must be kept for a year, and everything of its contract be gone on the last day.

resource "oci_logging_log_group" "residents" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "residents"
}

resource "oci_logging_log" "residents" {
  display_name       = "residents"
  log_group_id       = oci_logging_log_group.residents.id
  log_type           = "CUSTOM"
  is_enabled         = true
  retention_duration = 180
}
