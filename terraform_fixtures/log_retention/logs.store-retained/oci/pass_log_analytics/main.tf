resource "oci_log_analytics_log_analytics_log_group" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "main"
  namespace      = "umibe"
}
