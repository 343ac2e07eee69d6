# Only a virtual private vault rotates its keys by itself.

resource "oci_kms_vault" "shared" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "shared"
  vault_type     = "DEFAULT"
}

resource "oci_kms_key" "main" {
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  display_name        = "main"
  management_endpoint = oci_kms_vault.shared.management_endpoint

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}
