# 共有フォルダー、旧システムの控え、統計 · Shared folders, what is left of the old system, statistics

resource "sakura_nfs" "shared" {
  name = "shared"
  plan = "ssd"
  size = 500

  network_interface = {
    vswitch_id = module.zone["lgwan"].vswitch_id
    ip_address = "192.168.20.50"
    netmask    = 24
  }
}

resource "sakura_archive" "old_system" {
  name           = "old-system"
  source_disk_id = module.server["documents"].data_disk_id
}

resource "sakura_disk" "scratch" {
  name                 = "scratch"
  size                 = 100
  encryption_algorithm = "aes256_xts"
}

resource "sakura_addon_datalake" "statistics" {
  location    = "southeastasia"
  performance = 1
  redundancy  = 1
}

# 旧システムの残り: 先代のプロバイダーで作ったもの · Made by the provider's elder generation
resource "sakuracloud_disk" "old_system" {
  name = "old-system"
  size = 100
}

resource "sakuracloud_kms" "old_system" {
  name = "old-system"
}
