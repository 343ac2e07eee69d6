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

resource "oci_objectstorage_bucket" "logs" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  namespace      = "umibe"
  name           = "umibe-logs"
}

resource "oci_sch_service_connector" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "main"

  source {
    kind = "logging"

    log_sources {
      compartment_id = "ocid1.compartment.oc1..exampleumibe"
      log_group_id   = oci_logging_log_group.main.id
    }
  }

  target {
    kind   = "objectStorage"
    bucket = oci_objectstorage_bucket.logs.name
  }
}

resource "oci_objectstorage_object_lifecycle_policy" "logs" {
  namespace = "umibe"
  bucket    = oci_objectstorage_bucket.logs.name

  rules {
    name        = "delete"
    action      = "DELETE"
    is_enabled  = true
    time_amount = "90"
    time_unit   = "DAYS"
  }
}
