# The organisation prevents public access: whether the project lies below it is not shown.

resource "google_org_policy_policy" "prevention" {
  name   = "organizations/123456789012/policies/storage.publicAccessPrevention"
  parent = "organizations/123456789012"

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
