# The boot volume stays when the instance is terminated.

resource "oci_core_instance" "residents" {
  compartment_id       = "ocid1.compartment.oc1..exampleumibe"
  availability_domain  = "Uocm:AP-TOKYO-1-AD-1"
  shape                = "VM.Standard.E5.Flex"
  preserve_boot_volume = true
}
