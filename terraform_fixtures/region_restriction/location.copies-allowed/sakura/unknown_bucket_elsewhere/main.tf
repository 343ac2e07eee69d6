resource "sakura_object_storage_bucket" "forms" {
  name    = "umibe-forms"
  site_id = "tky01"
}

resource "sakura_object_storage_bucket" "copies" {
  name    = "umibe-forms-copy"
  site_id = "isk01"
}

resource "sakura_object_storage_bucket_replication_config" "forms" {
  bucket             = sakura_object_storage_bucket.forms.name
  site_id            = "tky01"
  destination_bucket = "another-city"
}
