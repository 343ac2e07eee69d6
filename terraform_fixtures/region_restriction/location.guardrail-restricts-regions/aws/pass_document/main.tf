# The same as a policy document that Terraform reads while planning, without exemption.

data "aws_iam_policy_document" "regions" {
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

resource "aws_organizations_policy" "regions" {
  name    = "regions"
  type    = "SERVICE_CONTROL_POLICY"
  content = data.aws_iam_policy_document.regions.json
}
