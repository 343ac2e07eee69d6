# What is written on the last day is locked for a year more, under Oracle's key.

resource "oci_objectstorage_bucket" "residents" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  namespace      = "umibe"
  name           = "umibe-residents"

  retention_rules {
    display_name     = "records"
    time_rule_locked = "2026-01-15T00:00:00Z"

    duration {
      time_amount = 1
      time_unit   = "YEARS"
    }
  }
}
