# Everyone with a Google account queries the dataset, and so its table.

resource "google_bigquery_dataset" "statistics" {
  dataset_id = "statistics"
  location   = "asia-northeast1"

  access {
    role          = "OWNER"
    user_by_email = "tokei@city.example.jp"
  }

  access {
    role          = "READER"
    special_group = "allAuthenticatedUsers"
  }
}

resource "google_bigquery_table" "households" {
  dataset_id = google_bigquery_dataset.statistics.dataset_id
  table_id   = "households"
}

resource "google_bigquery_dataset" "population" {
  dataset_id = "population"
  location   = "asia-northeast1"
}

resource "google_bigquery_dataset_access" "population" {
  dataset_id = google_bigquery_dataset.population.dataset_id
  role       = "roles/bigquery.dataViewer"
  iam_member = "allUsers"
}
