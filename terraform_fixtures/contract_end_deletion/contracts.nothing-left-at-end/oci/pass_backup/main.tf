# A backup is a resource of its own, and goes when it is deleted.

resource "oci_core_volume" "residents" {
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  availability_domain = "Uocm:AP-TOKYO-1-AD-1"
}

resource "oci_core_volume_backup" "residents" {
  volume_id = oci_core_volume.residents.id
}
