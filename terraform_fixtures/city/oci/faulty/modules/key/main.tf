variable "name" { type = string }
variable "compartment_id" { type = string }
variable "rotation_days" { type = number }

terraform {
  required_providers {
    oci = { source = "oracle/oci" }
  }
}

resource "oci_kms_vault" "this" {
  compartment_id = var.compartment_id
  display_name   = var.name
  vault_type     = "VIRTUAL_PRIVATE"
}

resource "oci_kms_key" "this" {
  compartment_id           = var.compartment_id
  display_name             = var.name
  management_endpoint      = oci_kms_vault.this.management_endpoint
  protection_mode          = "HSM"
  is_auto_rotation_enabled = var.rotation_days > 0

  key_shape {
    algorithm = "AES"
    length    = 32
  }

  auto_key_rotation_details {
    rotation_interval_in_days = var.rotation_days
  }
}

output "key_id" {
  value = oci_kms_key.this.id
}

output "vault_id" {
  value = oci_kms_vault.this.id
}
