# The estate that generate.py multiplies: one system as a module, called for two names with
# for_each, and one written flat. plan.json beside this file is Terraform's own plan of it:
#     python terraform_fixtures/regenerate.py benchmarks/estate
# Every name that holds 00000 becomes many; "faulty" systems lack what policies demand.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region                      = "ap-northeast-1"
  access_key                  = "example-not-a-key"
  secret_key                  = "example-not-a-secret"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  skip_region_validation      = true

  default_tags {
    tags = {
      Municipality = "example-city"
      ManagedBy    = "terraform"
    }
  }
}

variable "systems" {
  type = map(object({
    zone   = string
    faulty = bool
  }))
  default = {
    "sound-00000"  = { zone = "mynumber", faulty = false }
    "faulty-00000" = { zone = "lgwan", faulty = true }
  }
}

module "system" {
  source   = "./modules/system"
  for_each = var.systems

  name        = each.key
  zone        = each.value.zone
  faulty      = each.value.faulty
  logs_bucket = aws_s3_bucket.logs.id
}

resource "aws_s3_bucket" "logs" {
  bucket = "example-city-access-logs"
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    id     = "one-year"
    status = "Enabled"
    filter {}
    expiration {
      days = 400
    }
  }
}

resource "aws_kms_key" "flat_00000" {
  description             = "flat 00000"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_s3_bucket" "flat_00000" {
  bucket = "example-city-flat-00000"

  tags = {
    System = "flat-00000"
    Zone   = "internet"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "flat_00000" {
  bucket = aws_s3_bucket.flat_00000.id

  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.flat_00000.arn
    }
  }
}

resource "aws_s3_bucket_versioning" "flat_00000" {
  bucket = aws_s3_bucket.flat_00000.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "flat_00000" {
  bucket                  = aws_s3_bucket.flat_00000.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "flat_00000" {
  bucket = aws_s3_bucket.flat_00000.id

  rule {
    id     = "old-versions"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration {
      noncurrent_days = 90
    }
  }
}

resource "aws_s3_bucket_logging" "flat_00000" {
  bucket        = aws_s3_bucket.flat_00000.id
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = "flat-00000/"
}

resource "aws_s3_bucket_policy" "flat_00000" {
  bucket = aws_s3_bucket.flat_00000.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnlyOverTLS"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.flat_00000.arn, "${aws_s3_bucket.flat_00000.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_ebs_volume" "flat_00000" {
  availability_zone = "ap-northeast-1a"
  size              = 100
  type              = "gp3"
  encrypted         = true
  kms_key_id        = aws_kms_key.flat_00000.arn

  tags = {
    System = "flat-00000"
    Zone   = "internet"
  }
}

resource "aws_db_instance" "flat_00000" {
  identifier                      = "flat-00000"
  engine                          = "postgres"
  engine_version                  = "16.4"
  instance_class                  = "db.m6g.large"
  allocated_storage               = 100
  storage_encrypted               = true
  kms_key_id                      = aws_kms_key.flat_00000.arn
  username                        = "administrator"
  manage_master_user_password     = true
  multi_az                        = true
  backup_retention_period         = 7
  deletion_protection             = true
  enabled_cloudwatch_logs_exports = ["postgresql"]

  tags = {
    System = "flat-00000"
    Zone   = "internet"
  }
}
