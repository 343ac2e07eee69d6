# Who is let in is known only after apply.

resource "terraform_data" "readers" {
  input = "group:shimin@city.example.jp"
}

resource "google_storage_bucket" "forms" {
  name                        = "kawabe-forms"
  location                    = "asia-northeast1"
  uniform_bucket_level_access = true
}

resource "google_storage_bucket_iam_member" "forms" {
  bucket = google_storage_bucket.forms.name
  role   = "roles/storage.objectViewer"
  member = terraform_data.readers.output
}
