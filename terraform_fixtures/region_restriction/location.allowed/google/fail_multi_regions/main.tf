# asia1 is a pair of regions in Japan to Cloud Storage alone.

resource "google_storage_bucket" "documents" {
  name     = "kawabe-documents"
  location = "ASIA"
}

resource "google_kms_key_ring" "city" {
  name     = "kawabe"
  location = "asia1"
}

resource "google_spanner_instance" "tax" {
  name         = "tax"
  config       = "asia1"
  display_name = "tax"
  num_nodes    = 1
}

resource "google_artifact_registry_repository" "images" {
  repository_id = "images"
  format        = "DOCKER"
  location      = "asia"
}
