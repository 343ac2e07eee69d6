resource "google_project_iam_member" "administrator" {
  project = "kawabe-city"
  role    = "roles/owner"
  member  = "user:hanako@city.example.jp"
}

resource "google_project_iam_member" "contractor" {
  project = "kawabe-city"
  role    = "roles/viewer"
  member  = "user:contractor@vendor.example.jp"
}
