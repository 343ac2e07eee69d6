# The bucket of this object is made elsewhere; what an application lets in, only it says.
resource "oci_objectstorage_object" "list" {
  namespace = "umibe"
  bucket    = "umibe-forms"
  object    = "list.csv"
  content   = "made up"
}

resource "oci_visual_builder_vb_instance" "desk" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "desk"
  node_count     = 1
}
