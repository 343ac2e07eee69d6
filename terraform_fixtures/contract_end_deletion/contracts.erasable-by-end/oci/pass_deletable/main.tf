# A bucket without rules and a volume are gone when they are deleted.

resource "oci_objectstorage_bucket" "residents" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  namespace      = "umibe"
  name           = "umibe-residents"
}

resource "oci_core_volume" "residents" {
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  availability_domain = "Uocm:AP-TOKYO-1-AD-1"
}
