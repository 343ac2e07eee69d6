resource "terraform_data" "days" {
  input = 400
}

resource "google_logging_project_bucket_config" "audit" {
  project        = "kawabe-city"
  location       = "asia-northeast1"
  bucket_id      = "audit"
  retention_days = terraform_data.days.output
  locked         = true
}
