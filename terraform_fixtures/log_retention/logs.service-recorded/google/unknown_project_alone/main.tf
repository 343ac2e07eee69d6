# A folder or the organisation may switch the logs of access to data on.

resource "google_project" "city" {
  name       = "kawabe"
  project_id = "kawabe-city"
  folder_id  = "123456789012"
}
