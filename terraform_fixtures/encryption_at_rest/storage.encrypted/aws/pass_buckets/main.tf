# Buckets are encrypted whatever is written: with a split resource, with the old inline block, with nothing.

resource "aws_kms_key" "main" {
  description         = "main"
  enable_key_rotation = true
}

resource "aws_s3_bucket" "split" {
  bucket = "umibe-split"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "split" {
  bucket = aws_s3_bucket.split.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.main.arn
    }
  }
}

resource "aws_s3_bucket" "inline" {
  bucket = "umibe-inline"

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "AES256"
      }
    }
  }
}

# Since January 2023 Amazon S3 encrypts every new object
resource "aws_s3_bucket" "nothing" {
  bucket = "umibe-nothing"
}
