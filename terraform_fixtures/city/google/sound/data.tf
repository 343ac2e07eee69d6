# データベース · Databases

module "database" {
  source   = "./modules/database"
  for_each = toset(["mynumber", "lgwan", "internet"])

  name    = "${local.city}-${each.key}"
  region  = var.region
  network = module.zone[each.key].network
  key     = module.keys["asia-northeast1"].ids[each.key]
  backups = "asia-northeast2"
}

# The replica of the residents' database, in Osaka
resource "google_sql_database_instance" "replica" {
  name                 = "${local.city}-mynumber-replica"
  database_version     = "POSTGRES_16"
  region               = "asia-northeast2"
  master_instance_name = module.database["mynumber"].name
  encryption_key_name  = module.keys["asia-northeast2"].ids["mynumber"]

  settings {
    tier = "db-custom-4-15360"

    ip_configuration {
      ipv4_enabled    = false
      private_network = module.zone["mynumber"].network
    }
  }
}

resource "google_spanner_instance" "tax" {
  name         = "tax"
  config       = "dual-region-japan1"
  display_name = "税"
  num_nodes    = 1
}

resource "google_spanner_database" "tax" {
  name                     = "tax"
  instance                 = google_spanner_instance.tax.name
  version_retention_period = "7d"
  enable_drop_protection   = true

  encryption_config {
    kms_key_names = [
      module.keys["asia-northeast1"].ids["mynumber"],
      module.keys["asia-northeast2"].ids["mynumber"],
    ]
  }
}

resource "google_firestore_database" "reservations" {
  name            = "reservations"
  location_id     = "asia-northeast1"
  type            = "FIRESTORE_NATIVE"
  deletion_policy = "DELETE"

  cmek_config {
    kms_key_name = module.keys["asia-northeast1"].ids["internet"]
  }
}

resource "google_bigtable_instance" "history" {
  name = "history"

  cluster {
    cluster_id   = "tokyo"
    zone         = "asia-northeast1-b"
    num_nodes    = 1
    kms_key_name = module.keys["asia-northeast1"].ids["lgwan"]
  }

  cluster {
    cluster_id   = "osaka"
    zone         = "asia-northeast2-b"
    num_nodes    = 1
    kms_key_name = module.keys["asia-northeast2"].ids["lgwan"]
  }
}

resource "google_bigtable_table" "history" {
  name          = "history"
  instance_name = google_bigtable_instance.history.name
}

resource "google_redis_instance" "session" {
  for_each = toset(["lgwan", "internet"])

  name                    = "session-${each.key}"
  tier                    = "STANDARD_HA"
  memory_size_gb          = 2
  region                  = var.region
  authorized_network      = module.zone[each.key].network
  transit_encryption_mode = "SERVER_AUTHENTICATION"
  customer_managed_key    = module.keys["asia-northeast1"].ids[each.key]
}

# 統計 · Statistics

resource "google_bigquery_dataset" "statistics" {
  dataset_id = "statistics"
  location   = var.region

  default_encryption_configuration {
    kms_key_name = module.keys["asia-northeast1"].ids["lgwan"]
  }
}

resource "google_bigquery_table" "statistics" {
  for_each = toset(["population", "households", "moves"])

  dataset_id = google_bigquery_dataset.statistics.dataset_id
  table_id   = each.key
}

# バケット · Buckets

module "bucket" {
  source = "./modules/bucket"
  for_each = {
    documents = { zone = "lgwan", class = "s" }
    exchange  = { zone = "mynumber", class = "s" }
    published = { zone = "internet", class = "2" }
    pictures  = { zone = "internet", class = "2" }
  }

  name     = "${local.city}-${each.key}"
  location = "ASIA-NORTHEAST1"
  key      = module.keys["asia-northeast1"].ids[each.value.zone]
  own_key  = lookup(each.value, "own_key", true)
  usage    = google_storage_bucket.usage.name
  class    = each.value.class
}

resource "google_storage_bucket_object" "form" {
  for_each = toset(["move-in.pdf", "move-out.pdf"])

  name    = "forms/${each.key}"
  bucket  = module.bucket["published"].name
  content = "%PDF-"
}

# A pair of regions, pinned: both in Japan
resource "google_storage_bucket" "archive" {
  name                        = "${local.city}-archive"
  location                    = "ASIA"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  custom_placement_config {
    data_locations = ["ASIA-NORTHEAST1", "ASIA-NORTHEAST2"]
  }

  encryption {
    default_kms_key_name = module.keys["asia-northeast1"].ids["lgwan"]
  }

  retention_policy {
    retention_period = 157680000
    is_locked        = true
  }
}

resource "google_filestore_instance" "shared" {
  name         = "shared"
  location     = "asia-northeast1-a"
  tier         = "ENTERPRISE"
  kms_key_name = module.keys["asia-northeast1"].ids["lgwan"]

  file_shares {
    name        = "shared"
    capacity_gb = 1024
  }

  networks {
    network = module.zone["lgwan"].network
    modes   = ["MODE_IPV4"]
  }
}
