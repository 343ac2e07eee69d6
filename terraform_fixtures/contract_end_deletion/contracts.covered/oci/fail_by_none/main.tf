# No contract covers it.

resource "oci_core_volume" "statistics" {
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  availability_domain = "Uocm:AP-TOKYO-1-AD-1"
}
