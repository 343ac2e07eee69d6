# 申請の受付 · The reception of applications

resource "google_pubsub_topic" "applications" {
  for_each = toset(["received", "checked", "undelivered"])

  name                       = "applications-${each.key}"
  kms_key_name               = module.keys["asia-northeast1"].ids["internet"]
  message_retention_duration = "604800s"

  message_storage_policy {
    allowed_persistence_regions = ["asia-northeast1", "asia-northeast2"]
  }
}

resource "google_pubsub_subscription" "applications" {
  for_each = google_pubsub_topic.applications

  name                       = each.value.name
  topic                      = each.value.id
  message_retention_duration = "604800s"
}

resource "google_secret_manager_secret" "credentials" {
  for_each = toset(["database", "mail", "lgwan-gateway"])

  secret_id = each.key

  replication {
    user_managed {
      replicas {
        location = "asia-northeast1"

        customer_managed_encryption {
          kms_key_name = module.keys["asia-northeast1"].ids["internet"]
        }
      }

      replicas {
        location = "asia-northeast2"

        customer_managed_encryption {
          kms_key_name = module.keys["asia-northeast2"].ids["internet"]
        }
      }
    }
  }
}

resource "google_secret_manager_secret_version" "database" {
  secret      = google_secret_manager_secret.credentials["database"].id
  secret_data = var.database_password
}

resource "google_artifact_registry_repository" "images" {
  repository_id = "images"
  format        = "DOCKER"
  location      = var.region
  kms_key_name  = module.keys["asia-northeast1"].ids["internet"]

  docker_config {
    immutable_tags = true
  }
}

resource "google_container_cluster" "batch" {
  name                     = "batch"
  location                 = var.region
  network                  = module.zone["lgwan"].network
  subnetwork               = module.zone["lgwan"].subnetwork
  initial_node_count       = 1
  remove_default_node_pool = true

  private_cluster_config {
    enable_private_nodes    = true
    enable_private_endpoint = true
    master_ipv4_cidr_block  = "10.20.32.0/28"
  }

  master_authorized_networks_config {
    cidr_blocks {
      cidr_block = "10.20.0.0/20"
    }
  }

  database_encryption {
    state    = "ENCRYPTED"
    key_name = module.keys["asia-northeast1"].ids["lgwan"]
  }

  logging_config {
    enable_components = ["SYSTEM_COMPONENTS", "WORKLOADS", "APISERVER"]
  }
}

resource "google_container_node_pool" "batch" {
  name       = "batch"
  cluster    = google_container_cluster.batch.id
  node_count = 1

  node_config {
    machine_type      = "n2-standard-4"
    boot_disk_kms_key = module.keys["asia-northeast1"].ids["lgwan"]
  }
}

resource "google_cloud_run_v2_service" "reception" {
  name     = "reception"
  location = var.region
  ingress  = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"

  template {
    encryption_key = module.keys["asia-northeast1"].ids["internet"]

    containers {
      image = "asia-northeast1-docker.pkg.dev/kawabe-residents-prod/images/reception:1.4"
    }
  }
}

resource "google_cloudfunctions2_function" "notice" {
  name         = "notice"
  location     = var.region
  kms_key_name = module.keys["asia-northeast1"].ids["internet"]

  build_config {
    runtime     = "python312"
    entry_point = "notify"

    source {
      storage_source {
        bucket = module.bucket["exchange"].name
        object = "notice.zip"
      }
    }
  }
}
