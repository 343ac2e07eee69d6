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

resource "google_logging_project_bucket_config" "default" {
  project   = "kawabe-city"
  location  = "asia-northeast1"
  bucket_id = "_Default"
}
