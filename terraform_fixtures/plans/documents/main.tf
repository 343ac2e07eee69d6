# Policy documents: jsonencode with and without unknown ARNs, data aws_iam_policy_document read now or at apply, heredoc.

resource "aws_kms_key" "main" {
  description = "main"
}

resource "aws_s3_bucket" "documents" {
  bucket = "example-city-documents"
}

# Everything known: the text is in the plan
resource "aws_iam_policy" "known" {
  name = "known"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Deny"
      Action   = "*"
      Resource = "*"
      Condition = {
        StringNotEquals = { "aws:RequestedRegion" = ["ap-northeast-1", "ap-northeast-3"] }
      }
    }]
  })
}

# One unknown ARN: the whole text is unknown
resource "aws_iam_policy" "unknown" {
  name = "unknown"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["kms:Decrypt"]
      Resource = aws_kms_key.main.arn
    }]
  })
}

# A data source that Terraform reads while planning: it lies in prior_state only
data "aws_iam_policy_document" "now" {
  statement {
    effect    = "Deny"
    actions   = ["*"]
    resources = ["*"]

    condition {
      test     = "StringNotEquals"
      variable = "aws:RequestedRegion"
      values   = ["ap-northeast-1", "ap-northeast-3"]
    }
  }
}

resource "aws_iam_policy" "read_now" {
  name   = "read-now"
  policy = data.aws_iam_policy_document.now.json
}

# One with an unknown ARN is read at apply: an action `read` in resource_changes
data "aws_iam_policy_document" "later" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.documents.arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
  }

  statement {
    sid       = "Literal"
    effect    = "Deny"
    actions   = ["s3:DeleteObject"]
    resources = ["*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_s3_bucket_policy" "read_later" {
  bucket = aws_s3_bucket.documents.id
  policy = data.aws_iam_policy_document.later.json
}

# A heredoc with a template
resource "aws_sns_topic_policy" "heredoc" {
  arn    = aws_sns_topic.notices.arn
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {"Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": "${aws_sns_topic.notices.arn}"}
      ]
    }
  JSON
}

resource "aws_sns_topic" "notices" {
  name = "notices"
}

# Data sources of the provider itself, read without a call
data "aws_region" "here" {}

data "aws_partition" "here" {}

resource "aws_ssm_parameter" "region" {
  name  = "/example-city/region"
  type  = "String"
  value = "${data.aws_partition.here.partition}:${data.aws_region.here.name}"
}
