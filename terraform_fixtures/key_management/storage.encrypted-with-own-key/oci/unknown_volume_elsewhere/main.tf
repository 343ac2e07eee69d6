resource "oci_core_volume_backup" "monthly" {
  volume_id = "ocid1.volume.oc1.ap-tokyo-1.exampleumibe"
}
