resource "google_logging_project_bucket_config" "default" {
  project   = "kawabe-city"
  location  = "asia-northeast1"
  bucket_id = "_Default"
}

resource "google_logging_folder_bucket_config" "short" {
  folder         = "folders/123456789012"
  location       = "asia-northeast1"
  bucket_id      = "short"
  retention_days = 90
}
