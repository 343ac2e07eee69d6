# Archives of the automatic backup stay when it is deleted.

resource "sakura_disk" "residents" {
  name = "residents"
  plan = "ssd"
  size = 100
}

resource "sakura_auto_backup" "residents" {
  name           = "residents"
  disk_id        = sakura_disk.residents.id
  days_of_week   = ["sun"]
  max_backup_num = 5
}
