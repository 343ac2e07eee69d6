terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}


resource "aws_s3_bucket" "copy" {
  bucket = "umibe-copy"
}

resource "aws_backup_vault" "copy" {
  name = "copy"
}
