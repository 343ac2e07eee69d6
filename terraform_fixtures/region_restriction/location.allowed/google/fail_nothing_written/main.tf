# Where these lie unless they are told otherwise: the United States, or anywhere.

resource "google_bigquery_dataset" "statistics" {
  dataset_id = "statistics"
}

resource "google_secret_manager_secret" "password" {
  secret_id = "password"

  replication {
    auto {}
  }
}

resource "google_logging_project_bucket_config" "default" {
  project   = "kawabe-city"
  location  = "global"
  bucket_id = "_Default"
}
