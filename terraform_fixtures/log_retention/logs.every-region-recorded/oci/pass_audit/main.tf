# Audit records every call in every region, and cannot be switched off.

resource "oci_audit_configuration" "main" {
  compartment_id        = "ocid1.tenancy.oc1..exampleumibe"
  retention_period_days = 365
}
