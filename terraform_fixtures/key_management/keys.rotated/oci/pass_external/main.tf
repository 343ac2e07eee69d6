# A key that an external system holds: that system rotates it.

resource "oci_kms_key" "external" {
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  display_name        = "external"
  management_endpoint = "https://example-management.kms.ap-tokyo-1.oraclecloud.com"
  protection_mode     = "EXTERNAL"

  external_key_reference {
    external_key_id = "umibe-1"
  }

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}
