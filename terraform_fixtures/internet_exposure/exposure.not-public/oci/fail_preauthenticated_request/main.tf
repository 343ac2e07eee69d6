# The bucket itself is closed; whoever has the URL of the request gets in all the same.
resource "oci_objectstorage_bucket" "ledgers" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  namespace      = "umibe"
  name           = "umibe-ledgers"
}

resource "oci_objectstorage_preauthrequest" "vendor" {
  namespace    = "umibe"
  bucket       = oci_objectstorage_bucket.ledgers.name
  name         = "vendor"
  access_type  = "AnyObjectReadWrite"
  time_expires = "2027-03-31T00:00:00Z"
}
