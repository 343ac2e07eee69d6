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
  kms_key_id     = module.key[each.value.zone].key_id
}

resource "oci_objectstorage_bucket" "copy" {
  provider = oci.osaka
  for_each = toset(["documents", "residents", "archive"])

  compartment_id = oci_identity_compartment.zone[local.buckets[each.key].zone].id
  namespace      = local.city
  name           = "${local.city}-${each.key}-copy"
  access_type    = "NoPublicAccess"
  kms_key_id     = "ocid1.key.oc1.ap-osaka-1.exampleumibe.a"
}

resource "oci_objectstorage_replication_policy" "this" {
  for_each = oci_objectstorage_bucket.copy

  namespace               = local.city
  bucket                  = oci_objectstorage_bucket.this[each.key].name
  name                    = "copy"
  destination_bucket_name = each.value.name
  destination_region_name = var.copy_region
}
