# The organisation policy of the project prevents public access to all its buckets.

resource "google_org_policy_policy" "prevention" {
  name   = "projects/kawabe-city/policies/storage.publicAccessPrevention"
  parent = "projects/kawabe-city"

  spec {
    rules {
      enforce = "TRUE"
    }
  }
}

resource "google_storage_bucket" "forms" {
  name     = "kawabe-forms"
  location = "asia-northeast1"
}

resource "google_storage_bucket_iam_member" "forms" {
  bucket = google_storage_bucket.forms.name
  role   = "roles/storage.objectViewer"
  member = "allUsers"
}
