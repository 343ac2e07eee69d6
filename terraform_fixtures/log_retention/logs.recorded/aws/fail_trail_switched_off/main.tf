# A trail that is set up, and switched off.

resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = "umibe-trail"
  enable_logging = false
}
