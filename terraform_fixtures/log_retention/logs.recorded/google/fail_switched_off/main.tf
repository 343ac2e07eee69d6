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
  disabled    = true
}
