# A quota closes regions to the family it names; what has no quota stays usable everywhere.

resource "oci_limits_quota" "compute" {
  compartment_id = "ocid1.tenancy.oc1..exampleumibe"
  name           = "compute"
  description    = "compute in Tokyo only"
  statements     = ["zero compute-core quotas in tenancy where request.region != 'ap-tokyo-1'"]
}
