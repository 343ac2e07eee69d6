# Who is in the group is known to Google Workspace, where people sign in.

resource "google_project_iam_binding" "viewers" {
  project = "kawabe-city"
  role    = "roles/viewer"
  members = ["group:staff@city.example.jp"]
}
