resource "oci_kms_vault" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "main"
  vault_type     = "VIRTUAL_PRIVATE"
}

resource "oci_kms_key" "main" {
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  display_name        = "main"
  management_endpoint = oci_kms_vault.main.management_endpoint
  protection_mode     = "HSM"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}
