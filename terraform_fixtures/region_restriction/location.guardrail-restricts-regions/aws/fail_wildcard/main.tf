# ap-northeast-* holds Seoul.

resource "aws_organizations_policy" "regions" {
  name = "regions"
  type = "SERVICE_CONTROL_POLICY"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Regions"
      Effect    = "Deny"
      NotAction = ["iam:*", "organizations:*", "sts:*", "support:*"]
      Resource  = "*"
      Condition = {
        StringNotLike = { "aws:RequestedRegion" = ["ap-northeast-*"] }
      }
    }]
  })
}
