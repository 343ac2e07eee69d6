# Everyone is let in, unless the setting or the organisation's policy prevents it: neither is known.

resource "terraform_data" "prevention" {
  input = "enforced"
}

resource "google_storage_bucket" "forms" {
  name                     = "kawabe-forms"
  location                 = "asia-northeast1"
  public_access_prevention = terraform_data.prevention.output
}

resource "google_storage_bucket_iam_member" "forms" {
  bucket = google_storage_bucket.forms.name
  role   = "roles/storage.objectViewer"
  member = "allUsers"
}
