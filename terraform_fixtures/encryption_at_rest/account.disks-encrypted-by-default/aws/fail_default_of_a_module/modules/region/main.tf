terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}


variable "encrypt_disks" {
  type    = bool
  default = false
}

resource "aws_ebs_encryption_by_default" "this" {
  enabled = var.encrypt_disks
}
