variable "name" { type = string }
variable "core" { type = number }
variable "size" { type = number }
variable "vswitch_id" { type = string }
variable "kms_key_id" { type = string }
variable "encryption" { type = string }

terraform {
  required_providers {
    sakura = {
      source                = "sacloud/sakura"
      configuration_aliases = [sakura.tokyo]
    }
  }
}

data "sakura_archive" "linux" {
  os_type = "rockylinux"
}

resource "sakura_disk" "system" {
  name                 = "${var.name}-system"
  plan                 = "ssd"
  size                 = 40
  source_archive_id    = data.sakura_archive.linux.id
  encryption_algorithm = "aes256_xts"
  kms_key_id           = var.kms_key_id
}

resource "sakura_disk" "data" {
  name                 = "${var.name}-data"
  plan                 = "ssd"
  size                 = var.size
  encryption_algorithm = var.encryption
  kms_key_id           = var.kms_key_id
}

# 東京の控え · A copy in Tokyo
resource "sakura_disk" "copy" {
  provider = sakura.tokyo

  name                 = "${var.name}-copy"
  plan                 = "hdd"
  size                 = var.size
  encryption_algorithm = "aes256_xts"
  kms_key_id           = var.kms_key_id
}

resource "sakura_server" "this" {
  name   = var.name
  core   = var.core
  memory = var.core * 2
  disks  = [sakura_disk.system.id, sakura_disk.data.id]

  network_interface = [{
    upstream = var.vswitch_id
  }]
}
