# Flow logs to log groups that keep 400 days, and for ever, under a key that works.

resource "aws_kms_key" "main" {
  description         = "main"
  enable_key_rotation = true
}

resource "aws_cloudwatch_log_group" "flow" {
  name              = "/umibe/flow"
  retention_in_days = 400
  kms_key_id        = aws_kms_key.main.arn
}

resource "aws_cloudwatch_log_group" "ever" {
  name              = "/umibe/ever"
  retention_in_days = 0
}

resource "aws_flow_log" "main" {
  vpc_id          = "vpc-0123456789abcdef0"
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.flow.arn
  iam_role_arn    = "arn:aws:iam::123456789012:role/flow-log"
}

resource "aws_flow_log" "ever" {
  vpc_id          = "vpc-0123456789abcdef0"
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.ever.arn
  iam_role_arn    = "arn:aws:iam::123456789012:role/flow-log"
}
