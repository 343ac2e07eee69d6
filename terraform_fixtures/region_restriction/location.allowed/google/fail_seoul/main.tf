resource "google_compute_disk" "batch" {
  name = "batch"
  zone = "asia-northeast3-a"
}

resource "google_sql_database_instance" "residents" {
  name             = "residents"
  database_version = "POSTGRES_16"

  settings {
    tier = "db-custom-2-7680"
  }
}
