# OCI documentation, Networking: "Site-to-Site VPN": over the Internet.
resource "oci_core_drg" "city" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
}

resource "oci_core_cpe" "town_hall" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
  ip_address     = "203.0.113.9"
}

resource "oci_core_ipsec" "town_hall" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
  cpe_id         = oci_core_cpe.town_hall.id
  drg_id         = oci_core_drg.city.id
  static_routes  = ["192.168.0.0/16"]
}
