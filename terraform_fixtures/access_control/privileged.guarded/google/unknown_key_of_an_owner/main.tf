resource "google_service_account" "deployer" {
  project    = "kawabe-city"
  account_id = "deployer"
}

resource "google_project_iam_member" "deployer" {
  project = "kawabe-city"
  role    = "roles/owner"
  member  = google_service_account.deployer.member
}

resource "google_service_account_key" "deployer" {
  service_account_id = google_service_account.deployer.name
}
