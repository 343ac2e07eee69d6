# What is locked for a year is under a key that waits for 30 days, and service stops 30 days before the end.

resource "aws_kms_key" "residents" {
  deletion_window_in_days = 30
}

resource "aws_s3_bucket" "residents" {
  bucket              = "umibe-residents"
  object_lock_enabled = true
}

resource "aws_s3_bucket_object_lock_configuration" "residents" {
  bucket = aws_s3_bucket.residents.id

  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = 365
    }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "residents" {
  bucket = aws_s3_bucket.residents.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.residents.arn
    }
  }
}
