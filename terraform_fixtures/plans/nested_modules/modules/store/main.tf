variable "prefix" {
  type = string
}

variable "key" {
  type = string
}

# This module's own bucket of the same local name as the one below
resource "aws_s3_bucket" "this" {
  bucket = "${var.prefix}-own"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.key
    }
  }
}

module "bucket" {
  source = "../bucket"
  name   = "${var.prefix}-inner"
  key    = var.key
}

output "bucket" {
  value = module.bucket.id
}
