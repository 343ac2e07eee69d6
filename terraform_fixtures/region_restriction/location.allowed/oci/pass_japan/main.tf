resource "oci_objectstorage_bucket" "forms" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  namespace      = "umibe"
  name           = "umibe-forms"
}

resource "oci_core_volume" "data" {
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  availability_domain = "Uocm:AP-TOKYO-1-AD-1"
  display_name        = "data"
}

resource "oci_core_volume" "osaka" {
  provider            = oci.osaka
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  availability_domain = "Uocm:AP-OSAKA-1-AD-1"
}

# IAM is a service without a region, which the baseline allows.
resource "oci_identity_group" "operators" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  name           = "operators"
  description    = "operators"
}
