# AWS CloudTrail User Guide, "Creating a trail".
resource "aws_s3_bucket" "logs" {
  bucket = "umibe-logs"
  tags   = { zone = "lgwan" }
}

resource "aws_cloudtrail" "tax" {
  name           = "tax"
  s3_bucket_name = aws_s3_bucket.logs.id
  tags           = { zone = "mynumber" }
}
