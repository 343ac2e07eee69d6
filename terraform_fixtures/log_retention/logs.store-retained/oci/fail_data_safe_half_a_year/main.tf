# Three months at hand and three in the archive: then the audit records of the database are gone.
resource "oci_data_safe_audit_profile_management" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  target_id      = "ocid1.datasafetargetdatabase.oc1.ap-tokyo-1.exampleumibe"
  target_type    = "TARGET_DATABASE"
  online_months  = 3
  offline_months = 3
}
