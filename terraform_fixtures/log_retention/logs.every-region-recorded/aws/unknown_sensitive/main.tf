# Which regions are recorded stands in a sensitive variable.

variable "every_region" {
  type      = bool
  sensitive = true
  default   = true
}

resource "aws_cloudtrail" "main" {
  name                  = "main"
  s3_bucket_name        = "umibe-trail"
  is_multi_region_trail = var.every_region
}
