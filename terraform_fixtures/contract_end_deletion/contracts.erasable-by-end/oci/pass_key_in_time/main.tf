# What is locked for a year is under a key that waits for 30 days at most, and service stops 30 days before the end.

resource "oci_kms_vault" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "main"
  vault_type     = "VIRTUAL_PRIVATE"
}

resource "oci_kms_key" "residents" {
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  display_name        = "residents"
  management_endpoint = oci_kms_vault.main.management_endpoint
  protection_mode     = "HSM"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

resource "oci_objectstorage_bucket" "residents" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  namespace      = "umibe"
  name           = "umibe-residents"
  kms_key_id     = oci_kms_key.residents.id

  retention_rules {
    display_name     = "records"
    time_rule_locked = "2026-01-15T00:00:00Z"

    duration {
      time_amount = 1
      time_unit   = "YEARS"
    }
  }
}
