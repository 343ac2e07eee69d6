resource "google_service_account" "batch" {
  account_id = "batch"
}

resource "google_project_iam_member" "batch" {
  project = "kawabe-city"
  role    = "roles/storage.objectViewer"
  member  = "serviceAccount:batch@kawabe-city.iam.gserviceaccount.com"
}

resource "google_project_service" "storage" {
  service = "storage.googleapis.com"
}
