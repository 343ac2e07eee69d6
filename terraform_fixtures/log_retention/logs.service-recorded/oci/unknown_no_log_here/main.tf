resource "oci_load_balancer_load_balancer" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "main"
  shape          = "flexible"
  subnet_ids     = ["ocid1.subnet.oc1.ap-tokyo-1.exampleumibe"]
}
