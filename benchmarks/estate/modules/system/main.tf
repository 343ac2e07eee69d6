variable "name" {
  type = string
}

variable "zone" {
  type = string
}

variable "faulty" {
  type = bool
}

variable "logs_bucket" {
  type = string
}

locals {
  tags = {
    System = var.name
    Zone   = var.zone
  }
}

resource "aws_kms_key" "data" {
  description             = "Data of ${var.name}"
  enable_key_rotation     = !var.faulty
  deletion_window_in_days = 30
  tags                    = local.tags
}

resource "aws_s3_bucket" "data" {
  for_each = toset(["exports", "records"])

  bucket = "example-city-${var.name}-${each.key}"
  tags   = local.tags
}

resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  for_each = aws_s3_bucket.data

  bucket = each.value.id

  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.data.arn
    }
  }
}

resource "aws_s3_bucket_versioning" "data" {
  for_each = aws_s3_bucket.data

  bucket = each.value.id

  versioning_configuration {
    status = var.faulty ? "Suspended" : "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "data" {
  for_each = aws_s3_bucket.data

  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = !var.faulty
  ignore_public_acls      = true
  restrict_public_buckets = !var.faulty
}

resource "aws_s3_bucket_lifecycle_configuration" "data" {
  for_each = aws_s3_bucket.data

  bucket = each.value.id

  rule {
    id     = "old-versions"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration {
      noncurrent_days = 90
    }
  }
}

resource "aws_s3_bucket_logging" "data" {
  for_each = aws_s3_bucket.data

  bucket        = each.value.id
  target_bucket = var.logs_bucket
  target_prefix = "${var.name}/${each.key}/"
}

resource "aws_s3_bucket_policy" "data" {
  for_each = aws_s3_bucket.data

  bucket = each.value.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnlyOverTLS"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [each.value.arn, "${each.value.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_ebs_volume" "data" {
  count = 2

  availability_zone = ["ap-northeast-1a", "ap-northeast-1c"][count.index]
  size              = 200
  type              = "gp3"
  encrypted         = !var.faulty
  kms_key_id        = var.faulty ? null : aws_kms_key.data.arn
  tags              = local.tags
}

resource "aws_db_instance" "data" {
  identifier                      = var.name
  engine                          = "postgres"
  engine_version                  = "16.4"
  instance_class                  = "db.m6g.large"
  allocated_storage               = 100
  storage_encrypted               = !var.faulty
  kms_key_id                      = var.faulty ? null : aws_kms_key.data.arn
  username                        = "administrator"
  manage_master_user_password     = true
  multi_az                        = true
  backup_retention_period         = 7
  deletion_protection             = true
  enabled_cloudwatch_logs_exports = ["postgresql"]
  tags                            = local.tags
}
