# Audit logs are recorded wherever something happens.

resource "google_project_iam_audit_config" "everything" {
  project = "kawabe-city"
  service = "allServices"

  audit_log_config {
    log_type = "DATA_READ"
  }

  audit_log_config {
    log_type = "DATA_WRITE"
  }
}
