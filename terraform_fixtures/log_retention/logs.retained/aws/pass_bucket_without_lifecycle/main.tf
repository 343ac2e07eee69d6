# A trail to a bucket that nothing empties.

resource "aws_s3_bucket" "logs" {
  bucket = "umibe-logs"
}

resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = aws_s3_bucket.logs.id
}
