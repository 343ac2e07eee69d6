resource "oci_queue_queue" "jobs" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "jobs"
}
