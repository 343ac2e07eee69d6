# Cloud Storage docs, "Usage logs and storage logs".
resource "google_storage_bucket" "logs" {
  name     = "umibe-logs"
  location = "asia-northeast1"
  labels   = { zone = "lgwan" }
}

resource "google_storage_bucket" "tax" {
  name     = "umibe-tax"
  location = "asia-northeast1"
  labels   = { zone = "mynumber" }

  logging {
    log_bucket = google_storage_bucket.logs.name
  }
}
