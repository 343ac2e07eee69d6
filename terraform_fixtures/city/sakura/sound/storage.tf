# 申請書、文書、公開資料 · Forms, documents, what is published

locals {
  buckets = {
    forms     = { key = "internet" }
    documents = { key = "lgwan" }
    archive   = { key = "archive" }
    residents = { key = "mynumber" }
    backups   = { key = "mynumber" }
    access    = { key = "internet" }
  }

  encrypted = local.buckets
}

resource "sakura_object_storage_bucket" "this" {
  for_each = local.buckets

  name    = "${local.city}-${each.key}"
  site_id = "tky01"
}

resource "sakura_object_storage_bucket_encryption_config" "this" {
  for_each = local.encrypted

  bucket     = sakura_object_storage_bucket.this[each.key].name
  site_id    = "tky01"
  kms_key_id = sakura_kms.this[each.value.key].id
}

resource "sakura_object_storage_bucket_versioning" "this" {
  for_each = local.buckets

  bucket     = sakura_object_storage_bucket.this[each.key].name
  access_key = var.storage_access_key
  secret_key = var.storage_secret_key

  versioning_configuration = {
    status = "Enabled"
  }
}

resource "sakura_object_storage_permission" "this" {
  for_each = local.buckets

  name    = "${local.city}-${each.key}"
  site_id = "tky01"

  bucket_controls = [{
    bucket    = sakura_object_storage_bucket.this[each.key].name
    can_read  = true
    can_write = true
  }]
}

resource "sakura_object_storage_bucket_replication_config" "archive" {
  bucket             = sakura_object_storage_bucket.this["archive"].name
  site_id            = "tky01"
  destination_bucket = sakura_object_storage_bucket.this["backups"].name
}
