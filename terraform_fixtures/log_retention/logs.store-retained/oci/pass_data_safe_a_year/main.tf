# Half a year at hand and half a year in the archive.
resource "oci_data_safe_audit_profile_management" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  target_id      = "ocid1.datasafetargetdatabase.oc1.ap-tokyo-1.exampleumibe"
  target_type    = "TARGET_DATABASE"
  online_months  = 6
  offline_months = 6
}
