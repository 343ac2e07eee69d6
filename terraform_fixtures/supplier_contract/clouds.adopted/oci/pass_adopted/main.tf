# Adopted in October 2022.
resource "oci_queue_queue" "reception" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "reception"
}
