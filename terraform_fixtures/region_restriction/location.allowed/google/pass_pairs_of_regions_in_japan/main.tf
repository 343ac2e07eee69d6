# Tokyo and Osaka, as each service calls the pair.

resource "google_storage_bucket" "documents" {
  name     = "kawabe-documents"
  location = "ASIA1"
}

resource "google_storage_bucket" "pictures" {
  name     = "kawabe-pictures"
  location = "ASIA"

  custom_placement_config {
    data_locations = ["ASIA-NORTHEAST1", "ASIA-NORTHEAST2"]
  }
}

resource "google_spanner_instance" "tax" {
  name         = "tax"
  config       = "dual-region-japan1"
  display_name = "tax"
  num_nodes    = 1
}

resource "google_spanner_database" "tax" {
  name     = "tax"
  instance = google_spanner_instance.tax.name
}

resource "google_pubsub_topic" "certificates" {
  name = "certificates"

  message_storage_policy {
    allowed_persistence_regions = ["asia-northeast1", "asia-northeast2"]
  }
}

resource "google_secret_manager_secret" "password" {
  secret_id = "password"

  replication {
    user_managed {
      replicas {
        location = "asia-northeast1"
      }

      replicas {
        location = "asia-northeast2"
      }
    }
  }
}
