# OCI documentation, Object Storage: "Using Replication".
resource "oci_objectstorage_bucket" "tax" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
  namespace      = "umibe"
  name           = "tax"
  freeform_tags  = { zone = "mynumber" }
}

resource "oci_objectstorage_bucket" "copy" {
  compartment_id = "ocid1.compartment.oc1..aaaacopy"
  namespace      = "umibe"
  name           = "copy"
  freeform_tags  = { zone = "lgwan" }
}

resource "oci_objectstorage_replication_policy" "tax" {
  bucket                  = oci_objectstorage_bucket.tax.name
  namespace               = "umibe"
  name                    = "copy"
  destination_bucket_name = oci_objectstorage_bucket.copy.name
  destination_region_name = "ap-osaka-1"
}
