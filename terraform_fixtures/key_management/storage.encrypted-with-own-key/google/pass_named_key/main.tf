# The key is made elsewhere: only keys of the customer's own have a name to give.

resource "google_sql_database_instance" "residents" {
  name                = "residents"
  database_version    = "POSTGRES_16"
  region              = "asia-northeast1"
  encryption_key_name = "projects/kawabe-keys/locations/asia-northeast1/keyRings/kawabe/cryptoKeys/residents"

  settings {
    tier = "db-custom-2-7680"
  }
}

resource "google_bigquery_dataset" "statistics" {
  dataset_id = "statistics"
  location   = "asia-northeast1"

  default_encryption_configuration {
    kms_key_name = "projects/kawabe-keys/locations/asia-northeast1/keyRings/kawabe/cryptoKeys/statistics"
  }
}
