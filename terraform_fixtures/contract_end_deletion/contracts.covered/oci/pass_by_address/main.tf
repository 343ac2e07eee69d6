# A contract covers it by its address.

resource "oci_core_volume" "residents" {
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  availability_domain = "Uocm:AP-TOKYO-1-AD-1"
}
