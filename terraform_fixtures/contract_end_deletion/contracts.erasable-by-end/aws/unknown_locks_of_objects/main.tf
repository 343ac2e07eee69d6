# The bucket allows locks of single objects, which no plan shows.

resource "aws_s3_bucket" "residents" {
  bucket              = "umibe-residents"
  object_lock_enabled = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "residents" {
  bucket = aws_s3_bucket.residents.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}
