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

resource "google_logging_project_bucket_config" "audit" {
  project        = "kawabe-city"
  location       = "asia-northeast1"
  bucket_id      = "audit"
  retention_days = 400
  locked         = true
}

resource "google_logging_project_sink" "search" {
  name        = "search"
  destination = "logging.googleapis.com/projects/kawabe-city/locations/asia-northeast1/buckets/audit"
  filter      = "logName:\"cloudaudit.googleapis.com\""
}
