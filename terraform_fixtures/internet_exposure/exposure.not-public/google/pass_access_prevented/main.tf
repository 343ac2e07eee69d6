# What is granted to everyone counts for nothing: public access is prevented, or access is uniform and
# the lists are not read.

resource "google_storage_bucket" "forms" {
  name                     = "kawabe-forms"
  location                 = "asia-northeast1"
  public_access_prevention = "enforced"
}

resource "google_storage_bucket_iam_member" "forms" {
  bucket = google_storage_bucket.forms.name
  role   = "roles/storage.objectViewer"
  member = "allUsers"
}

resource "google_storage_bucket" "notices" {
  name                        = "kawabe-notices"
  location                    = "asia-northeast1"
  uniform_bucket_level_access = true
}

resource "google_storage_bucket_acl" "notices" {
  bucket         = google_storage_bucket.notices.name
  predefined_acl = "publicRead"
}
