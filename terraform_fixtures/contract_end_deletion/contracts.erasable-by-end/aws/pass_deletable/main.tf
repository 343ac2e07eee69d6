# Nothing keeps any of it: it is deleted on the last day.

resource "aws_s3_bucket" "residents" {
  bucket              = "umibe-residents"
  object_lock_enabled = false
}

resource "aws_s3_bucket_server_side_encryption_configuration" "residents" {
  bucket = aws_s3_bucket.residents.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_dynamodb_table" "residents" {
  name         = "residents"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = false
  }
}

resource "aws_efs_file_system" "residents" {
  encrypted = false
}
