# With ObjectRead strangers read and list, with ObjectReadWithoutList they read what they can name.
resource "oci_objectstorage_bucket" "notices" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  namespace      = "umibe"
  name           = "umibe-notices"
  access_type    = "ObjectRead"
}

resource "oci_objectstorage_bucket" "forms" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  namespace      = "umibe"
  name           = "umibe-forms"
  access_type    = "ObjectReadWithoutList"
}
