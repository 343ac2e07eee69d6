# Deleted tables stay for seven days of time travel and seven of fail-safe.

resource "google_bigquery_dataset" "residents" {
  dataset_id = "residents"
  location   = "asia-northeast1"
}
