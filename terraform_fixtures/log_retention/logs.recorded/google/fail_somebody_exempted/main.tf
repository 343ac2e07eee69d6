resource "google_project_iam_audit_config" "everything" {
  project = "kawabe-city"
  service = "allServices"

  audit_log_config {
    log_type = "DATA_READ"
    exempted_members = ["user:operator@kawabe.example.jp"]
  }

  audit_log_config {
    log_type = "DATA_WRITE"
  }
}
