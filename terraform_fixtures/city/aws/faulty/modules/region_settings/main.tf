terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "encrypt_disks" {
  type    = bool
  default = true
}

resource "aws_ebs_encryption_by_default" "this" {
  enabled = var.encrypt_disks
}

resource "aws_ebs_snapshot_block_public_access" "this" {
  state = "block-all-sharing"
}
