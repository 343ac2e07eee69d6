# 記録 · Logs: who did what, what went where, what changed.

locals {
  application_logs = {
    reception = var.log_retention_days
    batch     = var.log_retention_days
  }
}

# アプリケーション · Applications
resource "aws_cloudwatch_log_group" "application" {
  for_each = local.application_logs

  name              = "/${local.city}/application/${each.key}"
  retention_in_days = each.value
  kms_key_id        = module.key["logs"].arn
}

# The tax system, with its own key since before
resource "aws_cloudwatch_log_group" "tax" {
  name              = "/${local.city}/application/tax"
  retention_in_days = var.log_retention_days
  kms_key_id        = module.key["archive"].arn
}

resource "aws_cloudwatch_log_group" "cache" {
  name              = "/${local.city}/cache"
  retention_in_days = var.log_retention_days
  kms_key_id        = module.key["logs"].arn
}

# 操作 · What was done in the account
module "trail_bucket" {
  source = "./modules/bucket"

  name        = "${local.city}-trail"
  key_arn     = module.key["logs"].arn
  expire_days = 1825
  lock_days   = 400
  policy      = data.aws_iam_policy_document.trail_bucket.json
  tags        = { Zone = "lgwan", DataClass = "1" }
}

data "aws_iam_policy_document" "trail_bucket" {
  statement {
    sid       = "Check"
    actions   = ["s3:GetBucketAcl"]
    resources = ["arn:aws:s3:::${local.city}-trail"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
  }

  statement {
    sid       = "Write"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::${local.city}-trail/*"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
  }
}

module "trail" {
  source = "./modules/trail"

  name                 = local.city
  bucket               = module.trail_bucket.id
  key_arn              = module.key["logs"].arn
  group_retention_days = var.log_retention_days
  tags                 = { Zone = "lgwan", DataClass = "1" }
}

# 通信とアクセス · What went where in the networks, and who came through the load balancer
module "access_log_bucket" {
  source   = "./modules/bucket"
  for_each = local.zones

  name        = "${local.city}-${each.key}-access-logs"
  key_arn     = module.key["logs"].arn
  expire_days = 1825
  lock_days   = 400
  policy      = data.aws_iam_policy_document.access_log_bucket[each.key].json
  tags        = { Zone = each.key, DataClass = each.value.class }
}

data "aws_iam_policy_document" "access_log_bucket" {
  for_each = local.zones

  statement {
    sid       = "Check"
    actions   = ["s3:GetBucketAcl"]
    resources = ["arn:aws:s3:::${local.city}-${each.key}-access-logs"]

    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }
  }

  statement {
    sid       = "Write"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::${local.city}-${each.key}-access-logs/*"]

    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }
  }
}

# 構成 · The configuration as it changes; AWS Config delivers to no bucket whose lock has a default
module "config_bucket" {
  source = "./modules/bucket"

  name        = "${local.city}-config"
  key_arn     = module.key["logs"].arn
  expire_days = 1825
  tags        = { Zone = "lgwan", DataClass = "1" }
}

data "aws_iam_policy_document" "config_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["config.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "config" {
  name               = "${local.city}-config"
  assume_role_policy = data.aws_iam_policy_document.config_trust.json
}

resource "aws_config_configuration_recorder" "this" {
  name     = local.city
  role_arn = aws_iam_role.config.arn

  recording_group {
    all_supported                 = true
    include_global_resource_types = true
  }
}

resource "aws_config_delivery_channel" "this" {
  name           = local.city
  s3_bucket_name = module.config_bucket.id
  s3_kms_key_arn = module.key["logs"].arn

  depends_on = [aws_config_configuration_recorder.this]
}

resource "aws_config_configuration_recorder_status" "this" {
  name       = aws_config_configuration_recorder.this.name
  is_enabled = true

  depends_on = [aws_config_delivery_channel.this]
}
