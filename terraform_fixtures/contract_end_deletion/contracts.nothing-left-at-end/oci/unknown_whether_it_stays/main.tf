# Whether the boot volume stays is known only after apply.

resource "terraform_data" "keep" {
  input = false
}

resource "oci_core_instance" "residents" {
  compartment_id       = "ocid1.compartment.oc1..exampleumibe"
  availability_domain  = "Uocm:AP-TOKYO-1-AD-1"
  shape                = "VM.Standard.E5.Flex"
  preserve_boot_volume = terraform_data.keep.output
}
