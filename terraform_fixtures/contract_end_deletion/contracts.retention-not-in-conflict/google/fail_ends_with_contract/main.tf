# The log must be kept for a year, and everything of its contract be gone on the last day.

resource "google_logging_project_bucket_config" "residents" {
  project        = "kawabe-city"
  location       = "asia-northeast1"
  bucket_id      = "residents"
  retention_days = 400
}
