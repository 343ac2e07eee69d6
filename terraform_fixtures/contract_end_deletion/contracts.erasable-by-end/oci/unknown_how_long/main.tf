# For how long the rule locks what is written is known only after apply.

resource "terraform_data" "amount" {
  input = 1
}

resource "oci_objectstorage_bucket" "residents" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  namespace      = "umibe"
  name           = "umibe-residents"

  retention_rules {
    display_name     = "records"
    time_rule_locked = "2026-01-15T00:00:00Z"

    duration {
      time_amount = terraform_data.amount.output
      time_unit   = "YEARS"
    }
  }
}
