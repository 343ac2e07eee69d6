# A network's flow log to a log group that stands elsewhere.

resource "aws_flow_log" "main" {
  vpc_id          = "vpc-0123456789abcdef0"
  traffic_type    = "ALL"
  log_destination = "arn:aws:logs:ap-northeast-1:123456789012:log-group:/umibe/flow"
  iam_role_arn    = "arn:aws:iam::123456789012:role/flow-log"
}
