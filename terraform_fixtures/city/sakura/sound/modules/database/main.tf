variable "name" { type = string }
variable "plan" { type = string }
variable "vswitch_id" { type = string }
variable "address" { type = string }
variable "gateway" { type = string }
variable "kms_key_id" { type = string }
variable "algorithm" { type = string }
variable "log_store" { type = string }

variable "password" {
  type      = string
  sensitive = true
  default   = "made up"
}

terraform {
  required_providers {
    sakura = { source = "sacloud/sakura" }
  }
}

resource "sakura_database" "this" {
  name                = var.name
  database_type       = "postgres"
  plan                = var.plan
  username            = "app"
  password_wo         = var.password
  password_wo_version = 1

  network_interface = {
    vswitch_id = var.vswitch_id
    ip_address = var.address
    netmask    = 24
    gateway    = var.gateway
  }

  disk = {
    encryption_algorithm = var.algorithm
    kms_key_id           = var.kms_key_id
  }

  backup = {
    time         = "01:00"
    days_of_week = ["mon", "thu"]
  }

  monitoring_suite = { enabled = true }
}

resource "sakura_database_read_replica" "this" {
  name                        = "${var.name}-reading"
  master_id                   = sakura_database.this.id
  replica_password_wo         = var.password
  replica_password_wo_version = 1

  network_interface = {
    ip_address = cidrhost("${var.address}/24", 12)
    netmask    = 24
  }

  disk = {
    encryption_algorithm = "aes256_xts"
    kms_key_id           = var.kms_key_id
  }
}

resource "sakura_monitoring_suite_log_routing" "this" {
  resource_id    = sakura_database.this.id
  storage_id     = var.log_store
  publisher_code = "database"
  variant        = "log"
}
