# Cloud IAM docs, "Principal identifiers".
resource "google_storage_bucket" "tax" {
  name     = "umibe-tax"
  location = "asia-northeast1"
  labels   = { zone = "mynumber" }
}

resource "google_storage_bucket_iam_member" "tax" {
  bucket = google_storage_bucket.tax.name
  role   = "roles/storage.objectViewer"
  member = "user:hanako@vendor.example"
}
