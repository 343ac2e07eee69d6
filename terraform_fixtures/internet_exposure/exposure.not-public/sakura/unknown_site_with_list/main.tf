# A list of the site decides which addresses may read what it publishes.
resource "sakura_object_storage_bucket" "forms" {
  name    = "umibe-forms"
  site_id = "isk01"
}

resource "sakura_webaccel" "forms" {
  name             = "forms"
  domain_type      = "subdomain"
  request_protocol = "https"

  origin_parameters = {
    type                 = "bucket"
    bucket_name          = sakura_object_storage_bucket.forms.name
    endpoint             = "s3.isk01.sakurastorage.jp"
    region               = "jp-north-1"
    access_key_wo        = "made up"
    secret_access_key_wo = "made up"
  }
}

resource "sakura_webaccel_acl" "forms" {
  site_id = sakura_webaccel.forms.id
  acl     = "allow 192.0.2.0/24\ndeny all"
}
