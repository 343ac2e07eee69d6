resource "google_project_iam_member" "administrator" {
  for_each = toset(["hanako", "ichiro", "jiro", "taro"])

  project = "kawabe-city"
  role    = "roles/owner"
  member  = "user:${each.key}@city.example.jp"
}
