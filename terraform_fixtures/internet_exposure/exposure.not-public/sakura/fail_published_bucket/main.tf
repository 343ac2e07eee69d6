# The bucket is private; the site fetches from it with a key and hands out to everyone.
resource "sakura_object_storage_bucket" "notices" {
  name    = "umibe-notices"
  site_id = "isk01"
}

resource "sakura_webaccel" "notices" {
  name             = "notices"
  domain_type      = "subdomain"
  request_protocol = "https"

  origin_parameters = {
    type                 = "bucket"
    bucket_name          = sakura_object_storage_bucket.notices.name
    endpoint             = "s3.isk01.sakurastorage.jp"
    region               = "jp-north-1"
    access_key_wo        = "made up"
    secret_access_key_wo = "made up"
  }
}

resource "sakura_webaccel_activation" "notices" {
  site_id = sakura_webaccel.notices.id
  enabled = true
}
