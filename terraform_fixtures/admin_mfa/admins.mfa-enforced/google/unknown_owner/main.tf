# Google Workspace decides on 2-step verification: it wants an attestation.

resource "google_project_iam_member" "administrator" {
  project = "kawabe-city"
  role    = "roles/owner"
  member  = "user:taro@city.example.jp"
}
