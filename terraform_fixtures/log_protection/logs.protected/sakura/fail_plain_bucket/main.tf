# Nothing of the object storage locks what it keeps, and this bucket keeps no versions.

resource "sakura_object_storage_bucket" "access" {
  name    = "umibe-access"
  site_id = "isk01"
}

resource "sakura_webaccel" "site" {
  name             = "site"
  domain_type      = "subdomain"
  request_protocol = "https-redirect"

  origin_parameters = {
    type     = "web"
    origin   = "www.umibe.example.jp"
    protocol = "https"
  }

  logging = {
    enabled              = true
    bucket_name          = sakura_object_storage_bucket.access.name
    endpoint             = "s3.isk01.sakurastorage.jp"
    region               = "jp-north-1"
    access_key_wo        = var.access_key
    secret_access_key_wo = var.secret_key
  }
}

variable "access_key" {
  type      = string
  sensitive = true
  default   = "made up"
}

variable "secret_key" {
  type      = string
  sensitive = true
  default   = "made up"
}
