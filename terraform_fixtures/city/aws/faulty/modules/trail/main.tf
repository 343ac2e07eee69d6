variable "name" {
  type = string
}

variable "bucket" {
  type = string
}

variable "key_arn" {
  type = string
}

variable "group_retention_days" {
  type = number
}

variable "tags" {
  type    = map(string)
  default = {}
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.name}/trail"
  retention_in_days = var.group_retention_days
  kms_key_id        = var.key_arn
  tags              = var.tags
}

resource "aws_iam_role" "this" {
  name               = "${var.name}-trail"
  assume_role_policy = data.aws_iam_policy_document.trust.json
  tags               = var.tags
}

resource "aws_iam_role_policy" "this" {
  name = "write"
  role = aws_iam_role.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.this.arn}:*"
    }]
  })
}

# Who did what in the account
resource "aws_cloudtrail" "management" {
  name                          = "${var.name}-management"
  s3_bucket_name                = var.bucket
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.this.arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.this.arn
  kms_key_id                    = var.key_arn
  is_multi_region_trail         = false
  include_global_service_events = true
  enable_log_file_validation    = true
  tags                          = var.tags
}

# Who read and wrote which object
resource "aws_cloudtrail" "data" {
  name                       = "${var.name}-data"
  s3_bucket_name             = var.bucket
  s3_key_prefix              = "data"
  kms_key_id                 = var.key_arn
  enable_logging             = false
  is_multi_region_trail      = true
  enable_log_file_validation = true
  tags                       = var.tags

  event_selector {
    read_write_type           = "All"
    include_management_events = false

    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}
