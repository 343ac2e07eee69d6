# OCI documentation, Networking: "Security Rules": TCP gets no answer where rules without state
# let in one way alone.
resource "oci_core_vcn" "city" {
  compartment_id = "ocid1.compartment.oc1..aaaacity"
  cidr_blocks    = ["10.1.0.0/16"]
}

resource "oci_core_subnet" "tax" {
  compartment_id             = "ocid1.compartment.oc1..aaaatax"
  vcn_id                     = oci_core_vcn.city.id
  cidr_block                 = "10.1.1.0/24"
  prohibit_public_ip_on_vnic = true
  security_list_ids          = [oci_core_security_list.tax.id]
  freeform_tags              = { zone = "mynumber" }
}

resource "oci_core_security_list" "tax" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
  vcn_id         = oci_core_vcn.city.id

  ingress_security_rules {
    protocol  = "6"
    source    = "10.1.2.0/24"
    stateless = true
  }
}

resource "oci_core_subnet" "portal" {
  compartment_id             = "ocid1.compartment.oc1..aaaaportal"
  vcn_id                     = oci_core_vcn.city.id
  cidr_block                 = "10.1.2.0/24"
  prohibit_public_ip_on_vnic = true
  security_list_ids          = [oci_core_security_list.portal.id]
  freeform_tags              = { zone = "lgwan" }
}

resource "oci_core_security_list" "portal" {
  compartment_id = "ocid1.compartment.oc1..aaaaportal"
  vcn_id         = oci_core_vcn.city.id

  egress_security_rules {
    protocol    = "all"
    destination = "0.0.0.0/0"
    stateless   = true
  }
}
