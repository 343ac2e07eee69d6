variable "name" { type = string }
variable "compartment_id" { type = string }
variable "domain" { type = string }
variable "subnet_id" { type = string }
variable "size" { type = number }
variable "kms_key_id" { type = string }
variable "own_key" { type = bool }
variable "policy_id" { type = string }

terraform {
  required_providers {
    oci = { source = "oracle/oci" }
  }
}

resource "oci_core_instance" "this" {
  availability_domain = var.domain
  compartment_id      = var.compartment_id
  display_name        = var.name
  shape               = "VM.Standard.E5.Flex"

  create_vnic_details {
    subnet_id        = var.subnet_id
    assign_public_ip = false
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.ap-tokyo-1.exampleumibe"
    kms_key_id  = var.kms_key_id
  }
}

resource "oci_core_volume" "data" {
  availability_domain = var.domain
  compartment_id      = var.compartment_id
  display_name        = "${var.name}-data"
  size_in_gbs         = var.size
  kms_key_id          = var.own_key ? var.kms_key_id : null
}

resource "oci_core_volume_attachment" "data" {
  attachment_type = "paravirtualized"
  instance_id     = oci_core_instance.this.id
  volume_id       = oci_core_volume.data.id
}

resource "oci_core_volume_backup_policy_assignment" "data" {
  asset_id  = oci_core_volume.data.id
  policy_id = var.policy_id
}
