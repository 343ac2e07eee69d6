resource "oci_kms_vault" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  display_name   = "main"
  vault_type     = "VIRTUAL_PRIVATE"
}

resource "oci_kms_key" "main" {
  compartment_id           = "ocid1.compartment.oc1..exampleumibe"
  display_name             = "main"
  management_endpoint      = oci_kms_vault.main.management_endpoint
  protection_mode          = "HSM"
  is_auto_rotation_enabled = true

  key_shape {
    algorithm = "AES"
    length    = 32
  }

  auto_key_rotation_details {
    rotation_interval_in_days = 90
  }
}

resource "oci_objectstorage_bucket" "forms" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  namespace      = "umibe"
  name           = "umibe-forms"
  kms_key_id     = oci_kms_key.main.id
}

resource "oci_core_volume" "data" {
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  availability_domain = "Uocm:AP-TOKYO-1-AD-1"
  display_name        = "data"
  kms_key_id          = oci_kms_key.main.id
}

resource "oci_database_autonomous_database" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  db_name        = "umibe"
  kms_key_id     = oci_kms_key.main.id
  vault_id       = oci_kms_vault.main.id
}

# Neither of these names a key: that of what they belong to counts.
resource "oci_core_volume_backup" "monthly" {
  volume_id = oci_core_volume.data.id
}

resource "oci_objectstorage_object" "list" {
  namespace = "umibe"
  bucket    = oci_objectstorage_bucket.forms.name
  object    = "list.csv"
  content   = "made up"
}

resource "oci_mysql_mysql_db_system" "main" {
  availability_domain = "Uocm:AP-TOKYO-1-AD-1"
  compartment_id      = "ocid1.compartment.oc1..exampleumibe"
  shape_name          = "MySQL.2"
  subnet_id           = "ocid1.subnet.oc1.ap-tokyo-1.exampleumibe"

  encrypt_data {
    key_generation_type = "BYOK"
    key_id              = oci_kms_key.main.id
  }
}

resource "oci_streaming_stream_pool" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  name           = "main"

  custom_encryption_key {
    kms_key_id = oci_kms_key.main.id
  }
}

resource "oci_streaming_stream" "events" {
  name           = "events"
  partitions     = 1
  stream_pool_id = oci_streaming_stream_pool.main.id
}

resource "oci_vault_secret" "password" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  vault_id       = oci_kms_vault.main.id
  key_id         = oci_kms_key.main.id
  secret_name    = "password"
}
