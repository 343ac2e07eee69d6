# 試しに作ったもの · Made on trial

resource "oci_objectstorage_bucket" "trial" {
  provider = oci.trial

  compartment_id = var.tenancy_id
  namespace      = local.city
  name           = "trial"
  kms_key_id     = "ocid1.key.oc1.iad.exampleumibe.a"
}

resource "oci_dns_zone" "trial" {
  compartment_id = var.tenancy_id
  name           = "trial.umibe.example.jp"
  zone_type      = "PRIMARY"
}

resource "oci_core_volume" "trial" {
  provider = oci.trial

  availability_domain = "Uocm:US-ASHBURN-AD-1"
  compartment_id      = var.tenancy_id
  kms_key_id          = "ocid1.key.oc1.iad.exampleumibe.a"

  block_volume_replicas {
    availability_domain = "Uocm:PHX-AD-1"
  }
}

resource "oci_logging_log" "jobs" {
  display_name       = "jobs"
  log_group_id       = "ocid1.loggroup.oc1.ap-tokyo-1.exampleumibe"
  log_type           = "CUSTOM"
  retention_duration = 30
}
