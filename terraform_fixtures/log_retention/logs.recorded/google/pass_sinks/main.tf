resource "google_storage_bucket" "audit" {
  name     = "kawabe-audit"
  location = "ASIA-NORTHEAST1"

  retention_policy {
    is_locked        = true
    retention_period = 34560000
  }
}

resource "google_logging_project_sink" "audit" {
  name        = "audit"
  destination = "storage.googleapis.com/${google_storage_bucket.audit.name}"
  filter      = "logName:\"cloudaudit.googleapis.com\""
}

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
