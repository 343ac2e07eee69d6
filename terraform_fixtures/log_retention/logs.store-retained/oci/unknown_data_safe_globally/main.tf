# The settings of Data Safe as a whole decide, and no resource shows them.
resource "oci_data_safe_audit_profile_management" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  target_id      = "ocid1.datasafetargetdatabase.oc1.ap-tokyo-1.exampleumibe"
  target_type    = "TARGET_DATABASE"
}
