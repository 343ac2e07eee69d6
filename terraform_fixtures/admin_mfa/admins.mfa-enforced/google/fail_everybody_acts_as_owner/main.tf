# Whoever has a Google account makes tokens of the account that is owner.

resource "google_service_account" "deploy" {
  account_id = "deploy"
}

resource "google_project_iam_member" "deploy" {
  project = "kawabe-city"
  role    = "roles/owner"
  member  = "serviceAccount:deploy@kawabe-city.iam.gserviceaccount.com"
}

resource "google_service_account_iam_binding" "deploy" {
  service_account_id = google_service_account.deploy.id
  role               = "roles/iam.serviceAccountTokenCreator"
  members            = ["allAuthenticatedUsers"]
}
