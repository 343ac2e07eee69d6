# For how long a deleted object stays is known only after apply.

resource "terraform_data" "seconds" {
  input = 604800
}

resource "google_storage_bucket" "residents" {
  name     = "kawabe-residents"
  location = "ASIA-NORTHEAST1"

  soft_delete_policy {
    retention_duration_seconds = terraform_data.seconds.output
  }
}
