# Which contract its tag names is known only after apply.

resource "terraform_data" "contract" {
  input = "residents"
}

resource "oci_core_volume" "statistics" {
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  availability_domain = "Uocm:AP-TOKYO-1-AD-1"
  freeform_tags       = { Contract = terraform_data.contract.output }
}
