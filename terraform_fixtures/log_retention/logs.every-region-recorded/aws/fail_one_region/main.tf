# A trail that records one region, as written.

resource "aws_cloudtrail" "main" {
  name                  = "main"
  s3_bucket_name        = "umibe-trail"
  is_multi_region_trail = false
}
