# A flow log to a bucket that expires after 400 days; a rule of 30 days is disabled.

resource "aws_s3_bucket" "logs" {
  bucket = "umibe-logs"
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = 400
    }
  }

  rule {
    id     = "formerly"
    status = "Disabled"

    filter {}

    expiration {
      days = 30
    }
  }
}

resource "aws_flow_log" "main" {
  vpc_id               = "vpc-0123456789abcdef0"
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = aws_s3_bucket.logs.arn
}
