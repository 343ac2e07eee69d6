resource "google_sql_database_instance" "residents" {
  name             = "residents"
  database_version = "POSTGRES_16"
  region           = "asia-northeast1"

  settings {
    tier = "db-custom-2-7680"
  }
}

resource "google_sql_database_instance" "replica" {
  name                 = "residents-replica"
  database_version     = "POSTGRES_16"
  region               = "asia-southeast1"
  master_instance_name = google_sql_database_instance.residents.name

  settings {
    tier = "db-custom-2-7680"
  }
}

resource "google_bigtable_instance" "history" {
  name = "history"

  cluster {
    cluster_id = "tokyo"
    zone       = "asia-northeast1-a"
    num_nodes  = 1
  }

  cluster {
    cluster_id = "seoul"
    zone       = "asia-northeast3-a"
    num_nodes  = 1
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
        location = "us-central1"
      }
    }
  }
}
