# On which day the key is deleted is known only after apply.

resource "oci_kms_vault" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "main"
  vault_type     = "VIRTUAL_PRIVATE"
}

resource "terraform_data" "day" {
  input = "2027-03-20T00:00:00Z"
}

resource "oci_kms_key" "residents" {
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  display_name        = "residents"
  management_endpoint = oci_kms_vault.main.management_endpoint
  protection_mode     = "HSM"
  time_of_deletion    = terraform_data.day.output

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

resource "oci_core_volume" "residents" {
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  availability_domain = "Uocm:AP-TOKYO-1-AD-1"
  kms_key_id          = oci_kms_key.residents.id
}
