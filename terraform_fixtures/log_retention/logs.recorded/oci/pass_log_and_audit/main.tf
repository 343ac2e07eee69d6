resource "oci_logging_log_group" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "main"
}

resource "oci_logging_log" "access" {
  display_name       = "access"
  log_group_id       = oci_logging_log_group.main.id
  log_type           = "SERVICE"
  retention_duration = 180

  configuration {
    source {
      category    = "access"
      resource    = oci_load_balancer_load_balancer.main.id
      service     = "loadbalancer"
      source_type = "OCISERVICE"
    }
  }
}

resource "oci_load_balancer_load_balancer" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "main"
  shape          = "flexible"
  subnet_ids     = ["ocid1.subnet.oc1.ap-tokyo-1.exampleumibe"]
}

resource "oci_audit_configuration" "main" {
  compartment_id        = "ocid1.tenancy.oc1..exampleumibe"
  retention_period_days = 365
}
