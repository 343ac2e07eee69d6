# Everyone on the internet reads the objects of the one, and everyone with a Google account writes into
# the other: by a permission, and by a whole policy.

resource "google_storage_bucket" "forms" {
  name                        = "kawabe-forms"
  location                    = "asia-northeast1"
  uniform_bucket_level_access = true
}

resource "google_storage_bucket_iam_member" "readers" {
  bucket = google_storage_bucket.forms.name
  role   = "roles/storage.objectViewer"
  member = "allUsers"
}

resource "google_storage_bucket" "uploads" {
  name                        = "kawabe-uploads"
  location                    = "asia-northeast1"
  uniform_bucket_level_access = true
  public_access_prevention    = "inherited"
}

data "google_iam_policy" "writers" {
  binding {
    role    = "roles/storage.objectCreator"
    members = ["group:shimin@city.example.jp", "allAuthenticatedUsers"]
  }
}

resource "google_storage_bucket_iam_policy" "writers" {
  bucket      = google_storage_bucket.uploads.name
  policy_data = data.google_iam_policy.writers.policy_data
}
