# データベース、秘密、ファイル · Databases, secrets, files

resource "oci_database_autonomous_database" "this" {
  for_each = { residents = "mynumber", statistics = "lgwan" }

  compartment_id = oci_identity_compartment.zone[each.value].id
  db_name        = "${local.city}${each.key}"
  kms_key_id     = each.key == "residents" ? module.key[each.value].key_id : "ORACLE_MANAGED_KEY"
  subnet_id      = module.network[each.value].subnet_ids["data"]
  admin_password = var.database_password
}

resource "oci_mysql_mysql_db_system" "reservation" {
  availability_domain = local.domain
  compartment_id      = oci_identity_compartment.zone["internet"].id
  shape_name          = "MySQL.2"
  subnet_id           = module.network["internet"].subnet_ids["data"]
  admin_username      = "app"
  admin_password      = var.database_password

  encrypt_data {
    key_generation_type = "BYOK"
    key_id              = module.key["internet"].key_id
  }

  backup_policy {
    is_enabled        = true
    retention_in_days = 30

    copy_policies {
      copy_to_region = var.copy_region
    }
  }
}

resource "oci_file_storage_file_system" "shared" {
  availability_domain = local.domain
  compartment_id      = oci_identity_compartment.zone["lgwan"].id
  display_name        = "shared"
  kms_key_id          = module.key["lgwan"].key_id
}

resource "oci_file_storage_mount_target" "shared" {
  availability_domain = local.domain
  compartment_id      = oci_identity_compartment.zone["lgwan"].id
  subnet_id           = module.network["lgwan"].subnet_ids["data"]
}

resource "oci_file_storage_export" "shared" {
  export_set_id  = oci_file_storage_mount_target.shared.export_set_id
  file_system_id = oci_file_storage_file_system.shared.id
  path           = "/shared"
}

# The other end of the replication, in Osaka
resource "oci_file_storage_file_system" "copy" {
  provider = oci.osaka

  availability_domain = "Uocm:AP-OSAKA-1-AD-1"
  compartment_id      = oci_identity_compartment.zone["lgwan"].id
  display_name        = "shared-copy"
  kms_key_id          = "ocid1.key.oc1.ap-osaka-1.exampleumibe.a"
}

resource "oci_file_storage_replication" "shared" {
  compartment_id = oci_identity_compartment.zone["lgwan"].id
  source_id      = oci_file_storage_file_system.shared.id
  target_id      = oci_file_storage_file_system.copy.id
}

resource "oci_vault_secret" "this" {
  for_each = { residents = "mynumber", reservation = "internet", mail = "internet" }

  compartment_id = oci_identity_compartment.zone[each.value].id
  vault_id       = module.key[each.value].vault_id
  key_id         = module.key[each.value].key_id
  secret_name    = each.key
}

resource "oci_queue_queue" "jobs" {
  compartment_id           = oci_identity_compartment.zone["lgwan"].id
  display_name             = "jobs"
  custom_encryption_key_id = module.key["lgwan"].key_id
}

resource "oci_streaming_stream_pool" "events" {
  compartment_id = oci_identity_compartment.zone["lgwan"].id
  name           = "events"
}

resource "oci_streaming_stream" "events" {
  name           = "events"
  partitions     = 1
  stream_pool_id = oci_streaming_stream_pool.events.id
}

resource "oci_containerengine_cluster" "this" {
  compartment_id     = oci_identity_compartment.zone["internet"].id
  kubernetes_version = "v1.34.1"
  name               = "forms"
  vcn_id             = "ocid1.vcn.oc1.ap-tokyo-1.exampleumibe"
  kms_key_id         = module.key["internet"].key_id
}
