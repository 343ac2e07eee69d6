# A trail to the bucket of a module, which expires after 30 days unless told otherwise.

module "bucket" {
  source = "./modules/bucket"
  name   = "umibe-trail"
}

resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = module.bucket.id
}
