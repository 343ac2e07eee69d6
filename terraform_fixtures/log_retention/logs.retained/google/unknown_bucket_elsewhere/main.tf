resource "google_logging_project_sink" "audit" {
  name        = "audit"
  destination = "storage.googleapis.com/kawabe-audit"
  filter      = "logName:\"cloudaudit.googleapis.com\""
}
