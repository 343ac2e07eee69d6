# Modules within modules: a key goes in three levels deep, a bucket's id comes out three levels up.

resource "aws_kms_key" "zone" {
  description = "zone"
}

module "zone" {
  source  = "./modules/zone"
  name    = "mynumber"
  key_arn = aws_kms_key.zone.arn
}

resource "aws_s3_bucket_versioning" "outside" {
  bucket = module.zone.bucket

  versioning_configuration {
    status = "Enabled"
  }
}
