# Buckets of a module's for_each, each with the key that the module is given.

resource "aws_kms_key" "main" {
  description         = "main"
  enable_key_rotation = true
}

module "bucket" {
  source   = "./modules/bucket"
  for_each = toset(["tax", "welfare"])

  name    = "umibe-${each.key}"
  key_arn = aws_kms_key.main.arn
}
