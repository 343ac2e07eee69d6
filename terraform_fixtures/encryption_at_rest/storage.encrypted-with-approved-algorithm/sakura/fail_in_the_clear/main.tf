resource "sakura_disk" "data" {
  name                 = "data"
  encryption_algorithm = "none"
}

resource "sakura_cdrom" "setup" {
  name           = "setup"
  iso_image_file = "setup.iso"
}
