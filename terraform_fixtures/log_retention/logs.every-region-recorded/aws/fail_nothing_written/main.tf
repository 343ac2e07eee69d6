# A trail that says nothing of regions: the provider's default is one.

resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = "umibe-trail"
}
