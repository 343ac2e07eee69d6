# A flow log to a bucket that keeps no versions and has no lock: whoever may write may overwrite.

resource "aws_s3_bucket" "logs" {
  bucket = "umibe-logs"
}

resource "aws_flow_log" "main" {
  vpc_id               = "vpc-0123456789abcdef0"
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = aws_s3_bucket.logs.arn
}
