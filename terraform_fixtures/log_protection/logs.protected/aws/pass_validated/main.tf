# A trail that is validated against its digests.

resource "aws_s3_bucket" "logs" {
  bucket = "umibe-logs"
}

resource "aws_cloudtrail" "main" {
  name                       = "main"
  s3_bucket_name             = aws_s3_bucket.logs.id
  enable_log_file_validation = true
}
