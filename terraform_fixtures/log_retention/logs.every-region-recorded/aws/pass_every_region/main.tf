# A trail of every region.

resource "aws_cloudtrail" "main" {
  name                  = "main"
  s3_bucket_name        = "umibe-trail"
  is_multi_region_trail = true
}
