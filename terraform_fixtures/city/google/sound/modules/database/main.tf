variable "name" {
  type = string
}

variable "region" {
  type = string
}

variable "network" {
  type = string
}

variable "key" {
  type    = string
  default = null
}

variable "backups" {
  type    = string
  default = null
}

resource "google_sql_database_instance" "this" {
  name                = var.name
  database_version    = "POSTGRES_16"
  region              = var.region
  encryption_key_name = var.key
  deletion_protection = true

  settings {
    tier              = "db-custom-4-15360"
    availability_type = "REGIONAL"

    backup_configuration {
      enabled                        = true
      location                       = var.backups
      point_in_time_recovery_enabled = true

      backup_retention_settings {
        retained_backups = 30
      }
    }

    ip_configuration {
      ipv4_enabled    = false
      private_network = var.network
    }
  }
}

resource "google_sql_database" "this" {
  name     = "residents"
  instance = google_sql_database_instance.this.name
}

resource "google_sql_user" "this" {
  name     = "application"
  instance = google_sql_database_instance.this.name
  type     = "CLOUD_IAM_SERVICE_ACCOUNT"
}

output "name" {
  value = google_sql_database_instance.this.name
}
