# Everybody who is let in is known: a group, a service account, the project. A database asks for a login,
# a cache answers inside its network, and a service that everyone may call keeps its source to itself.

resource "google_storage_bucket" "ledgers" {
  name                        = "kawabe-ledgers"
  location                    = "asia-northeast1"
  uniform_bucket_level_access = true
}

resource "google_service_account" "batch" {
  account_id = "batch"
}

resource "google_storage_bucket_iam_member" "batch" {
  bucket = google_storage_bucket.ledgers.name
  role   = "roles/storage.objectAdmin"
  member = google_service_account.batch.member
}

resource "google_storage_bucket_iam_binding" "officers" {
  bucket  = google_storage_bucket.ledgers.name
  role    = "roles/storage.objectViewer"
  members = ["group:zeimu@city.example.jp", "serviceAccount:${google_service_account.batch.email}"]
}

resource "google_bigquery_dataset" "statistics" {
  dataset_id = "statistics"
  location   = "asia-northeast1"

  access {
    role          = "OWNER"
    special_group = "projectOwners"
  }
}

resource "google_sql_database_instance" "ledgers" {
  name             = "ledgers"
  database_version = "POSTGRES_16"

  settings {
    tier = "db-custom-2-8192"
  }
}

resource "google_redis_instance" "sessions" {
  name           = "sessions"
  memory_size_gb = 1
}

resource "google_cloud_run_v2_service" "portal" {
  name     = "portal"
  location = "asia-northeast1"

  template {
    containers {
      image = "asia-northeast1-docker.pkg.dev/kawabe-city/applications/portal:1"
    }
  }
}

resource "google_cloud_run_v2_service_iam_member" "portal" {
  name     = google_cloud_run_v2_service.portal.name
  location = google_cloud_run_v2_service.portal.location
  role     = "roles/run.invoker"
  member   = "allUsers"
}
