# Whoever has the file is the owner: no sign-in asks for a second factor.

resource "google_service_account" "deploy" {
  account_id = "deploy"
}

resource "google_project_iam_member" "deploy" {
  project = "kawabe-city"
  role    = "roles/owner"
  member  = "serviceAccount:deploy@kawabe-city.iam.gserviceaccount.com"
}

resource "google_service_account_key" "deploy" {
  service_account_id = google_service_account.deploy.id
}
