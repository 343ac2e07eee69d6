# 統制 · What nobody in the account may do, and what the vendor may.

# Services without a region answer from elsewhere, so they are exempt
resource "aws_organizations_policy" "regions" {
  name        = "${local.city}-japan-only"
  description = "東京と大阪のほかを使わせない"
  type        = "SERVICE_CONTROL_POLICY"

  content = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "JapanOnly"
      Effect    = "Deny"
      NotAction = ["iam:*", "organizations:*", "sts:*", "support:*", "health:*", "budgets:*", "ce:*"]
      Resource  = "*"
      Condition = {
        StringNotEquals = { "aws:RequestedRegion" = ["ap-northeast-1", "ap-northeast-3"] }
      }
    }]
  })
}

resource "aws_organizations_policy_attachment" "regions" {
  policy_id = aws_organizations_policy.regions.id
  target_id = var.account_id
}

# 保守業者 · The vendor: only with a second factor, only for an hour
data "aws_iam_policy_document" "vendor_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${var.vendor_account_id}:root"]
    }

    condition {
      test     = "Bool"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["true"]
    }

    condition {
      test     = "NumericLessThan"
      variable = "aws:MultiFactorAuthAge"
      values   = ["3600"]
    }
  }
}

locals {
  vendor_roles = {
    operator = "arn:aws:iam::aws:policy/job-function/SystemAdministrator"
    reader   = "arn:aws:iam::aws:policy/ReadOnlyAccess"
  }
}

resource "aws_iam_role" "vendor" {
  for_each = local.vendor_roles

  name                 = "${local.city}-vendor-${each.key}"
  assume_role_policy   = data.aws_iam_policy_document.vendor_trust.json
  max_session_duration = 3600
}

resource "aws_iam_role_policy_attachment" "vendor" {
  for_each = local.vendor_roles

  role       = aws_iam_role.vendor[each.key].name
  policy_arn = each.value
}
