# Locals: the plan's configuration names local.x, and has nowhere what it holds.

locals {
  key_arn     = aws_kms_key.main.arn
  indirect    = local.key_arn
  by_zone     = { mynumber = aws_kms_key.main.arn, internet = aws_kms_key.other.arn }
  name        = "example-city"
  bucket_name = "${local.name}-documents"
}

resource "aws_kms_key" "main" {
  description = "main"
}

resource "aws_kms_key" "other" {
  description = "other"
}

resource "aws_sqs_queue" "local" {
  name              = "${local.name}-local"
  kms_master_key_id = local.key_arn
}

resource "aws_sqs_queue" "indirect" {
  name              = "${local.name}-indirect"
  kms_master_key_id = local.indirect
}

resource "aws_sqs_queue" "by_zone" {
  for_each = local.by_zone

  name              = "${local.name}-${each.key}"
  kms_master_key_id = local.by_zone[each.key]
}

resource "aws_sqs_queue" "literal_zone" {
  name              = "${local.name}-literal"
  kms_master_key_id = local.by_zone["internet"]
}

# Known before apply although the expression is a local: joined by name
resource "aws_s3_bucket" "named" {
  bucket = local.bucket_name
}

resource "aws_s3_bucket_versioning" "named" {
  bucket = local.bucket_name

  versioning_configuration {
    status = "Enabled"
  }
}
