resource "google_storage_bucket" "audit" {
  name     = "kawabe-audit"
  location = "ASIA-NORTHEAST1"
}

resource "google_logging_project_sink" "audit" {
  name        = "audit"
  destination = "storage.googleapis.com/${google_storage_bucket.audit.name}"
  filter      = "logName:\"cloudaudit.googleapis.com\""
}
