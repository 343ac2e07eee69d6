# A region by name, a region by key, a domain, the home of identities.

resource "oci_queue_queue" "jobs" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "jobs"
}

resource "oci_core_vcn" "main" {
  provider       = oci.phoenix
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  cidr_block     = "10.0.0.0/16"
}

resource "oci_core_volume" "data" {
  provider            = oci.elsewhere
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  availability_domain = "Uocm:US-ASHBURN-AD-1"
}

resource "oci_identity_domain" "staff" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "staff"
  description    = "staff"
  home_region    = "us-ashburn-1"
  license_type   = "free"
}
