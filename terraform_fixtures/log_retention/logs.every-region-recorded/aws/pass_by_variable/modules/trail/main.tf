variable "every_region" {
  type    = bool
  default = true
}

resource "aws_cloudtrail" "this" {
  name                  = "main"
  s3_bucket_name        = "umibe-trail"
  is_multi_region_trail = var.every_region
}
