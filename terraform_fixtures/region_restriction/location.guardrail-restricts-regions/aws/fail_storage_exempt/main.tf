# Amazon S3 is among the exempt actions: buckets can be made anywhere.

resource "aws_organizations_policy" "regions" {
  name = "regions"
  type = "SERVICE_CONTROL_POLICY"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Regions"
      Effect    = "Deny"
      NotAction = ["iam:*", "organizations:*", "sts:*", "s3:*"]
      Resource  = "*"
      Condition = {
        StringNotEquals = { "aws:RequestedRegion" = ["ap-northeast-1", "ap-northeast-3"] }
      }
    }]
  })
}
