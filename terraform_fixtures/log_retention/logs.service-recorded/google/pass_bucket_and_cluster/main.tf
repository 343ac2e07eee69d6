resource "google_storage_bucket" "usage" {
  name     = "kawabe-usage"
  location = "ASIA-NORTHEAST1"

  logging {
    log_bucket = "kawabe-usage"
  }
}

# Logs of the system and of what runs in it are sent unless somebody says otherwise.
resource "google_container_cluster" "city" {
  name     = "city"
  location = "asia-northeast1"
}
