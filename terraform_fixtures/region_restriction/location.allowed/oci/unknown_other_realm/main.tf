# A region in Japan that is not of the realm on which ガバメントクラウド runs.

resource "oci_queue_queue" "jobs" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "jobs"
}
