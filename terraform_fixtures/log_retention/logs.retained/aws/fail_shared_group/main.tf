# Two flow logs to one log group, which keeps 14 days.

resource "aws_cloudwatch_log_group" "flow" {
  name              = "/umibe/flow"
  retention_in_days = 14
}

resource "aws_flow_log" "main" {
  vpc_id          = "vpc-0123456789abcdef0"
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.flow.arn
  iam_role_arn    = "arn:aws:iam::123456789012:role/flow-log"
}

resource "aws_flow_log" "other" {
  vpc_id          = "vpc-0123456789abcdef0"
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.flow.arn
  iam_role_arn    = "arn:aws:iam::123456789012:role/flow-log"
}
