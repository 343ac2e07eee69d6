# OCI documentation, Networking: "FastConnect Overview": a circuit of its own, not over the Internet.
resource "oci_core_drg" "city" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
}

resource "oci_core_virtual_circuit" "town_hall" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
  type           = "PRIVATE"
  gateway_id     = oci_core_drg.city.id
}
