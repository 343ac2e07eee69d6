resource "sakura_kms" "main" {
  name = "main"
}

resource "sakura_object_storage_bucket" "forms" {
  name    = "umibe-forms"
  site_id = "tky01"
}

resource "sakura_object_storage_bucket_encryption_config" "forms" {
  bucket     = sakura_object_storage_bucket.forms.name
  site_id    = "tky01"
  kms_key_id = sakura_kms.main.id
}

resource "sakura_secret_manager" "main" {
  name       = "main"
  kms_key_id = sakura_kms.main.id
}
