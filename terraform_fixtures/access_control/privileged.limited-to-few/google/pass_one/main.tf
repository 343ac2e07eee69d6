resource "google_project_iam_member" "administrator" {
  project = "kawabe-city"
  role    = "roles/owner"
  member  = "user:hanako@city.example.jp"
}
