# SAKURA Cloud manual, "ディスク": a disk is made of an archive.
resource "sakura_archive" "tax" {
  name         = "tax"
  zone         = "is1a"
  archive_file = "tax.raw"
  tags         = ["zone=mynumber"]
}

resource "sakura_disk" "copy" {
  name              = "copy"
  zone              = "is1a"
  source_archive_id = sakura_archive.tax.id
  tags              = ["zone=lgwan"]
}
