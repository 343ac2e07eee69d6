# Images of a public repository are pulled without a login.
resource "oci_artifacts_container_repository" "apps" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "umibe/apps"
  is_public      = true
}
