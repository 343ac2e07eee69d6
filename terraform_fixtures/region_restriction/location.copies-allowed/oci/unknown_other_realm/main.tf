resource "oci_objectstorage_bucket" "forms" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  namespace      = "umibe"
  name           = "umibe-forms"
}

resource "oci_objectstorage_replication_policy" "forms" {
  namespace               = "umibe"
  bucket                  = oci_objectstorage_bucket.forms.name
  name                    = "copy"
  destination_bucket_name = "umibe-forms-copy"
  destination_region_name = "ap-ibaraki-1"
}
