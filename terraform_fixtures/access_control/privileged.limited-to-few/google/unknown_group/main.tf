# How many people are in the group, Google Workspace knows.

resource "google_project_iam_member" "administrator" {
  project = "kawabe-city"
  role    = "roles/owner"
  member  = "group:administrators@city.example.jp"
}
