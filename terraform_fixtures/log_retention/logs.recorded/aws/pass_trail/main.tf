# A trail that is on, to a bucket of another account.

resource "aws_cloudtrail" "main" {
  name                  = "main"
  s3_bucket_name        = "umibe-trail"
  is_multi_region_trail = true
}
