# NoPublicAccess, written or not, lets in authenticated callers alone.
resource "oci_objectstorage_bucket" "forms" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  namespace      = "umibe"
  name           = "umibe-forms"
}

resource "oci_objectstorage_bucket" "ledgers" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  namespace      = "umibe"
  name           = "umibe-ledgers"
  access_type    = "NoPublicAccess"
}

resource "oci_objectstorage_object" "list" {
  namespace = "umibe"
  bucket    = oci_objectstorage_bucket.forms.name
  object    = "list.csv"
  content   = "made up"
}
