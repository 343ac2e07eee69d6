# 申請書、文書、控え · Forms, documents, copies

locals {
  buckets = {
    forms     = { zone = "internet" }
    documents = { zone = "lgwan" }
    residents = { zone = "mynumber" }
    archive   = { zone = "mynumber" }
  }
}

resource "oci_objectstorage_bucket" "this" {
  for_each = local.buckets

  compartment_id = oci_identity_compartment.zone[each.value.zone].id
  namespace      = local.city
  name           = "${local.city}-${each.key}"
  access_type    = "NoPublicAccess"
  versioning     = "Enabled"
  kms_key_id     = each.key == "archive" ? null : module.key[each.value.zone].key_id
}

resource "oci_objectstorage_replication_policy" "this" {
  for_each = toset(["documents", "residents", "archive"])

  namespace               = local.city
  bucket                  = oci_objectstorage_bucket.this[each.key].name
  name                    = "copy"
  destination_bucket_name = "${local.city}-${each.key}-copy"
  destination_region_name = each.key == "documents" ? "ap-singapore-1" : var.copy_region
}

# 移行のあいだ委託先が受け取る · What the vendor fetches during the migration
resource "oci_objectstorage_preauthrequest" "migration" {
  namespace    = local.city
  bucket       = oci_objectstorage_bucket.this["residents"].name
  name         = "migration"
  access_type  = "AnyObjectRead"
  time_expires = "2027-03-31T15:00:00Z"
}
