# An archive is a resource of its own, and goes when it is deleted.

resource "sakura_disk" "residents" {
  name = "residents"
  plan = "ssd"
  size = 100
}

resource "sakura_archive" "residents" {
  name           = "residents"
  source_disk_id = sakura_disk.residents.id
}
