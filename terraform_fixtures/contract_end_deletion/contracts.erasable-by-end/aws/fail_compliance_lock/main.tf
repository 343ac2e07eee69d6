# What is written on the last day is locked for a year more, under Amazon's key.

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
      sse_algorithm = "AES256"
    }
  }
}
