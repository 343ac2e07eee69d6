# The log is kept under a contract of its own, which goes on for two years after the last entry.

resource "google_logging_project_bucket_config" "audit" {
  project        = "kawabe-city"
  location       = "asia-northeast1"
  bucket_id      = "audit"
  retention_days = 400
}
