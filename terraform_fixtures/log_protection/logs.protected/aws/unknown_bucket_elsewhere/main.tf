# A flow log to a bucket of another account: whether it is locked cannot be seen here.

resource "aws_flow_log" "main" {
  vpc_id               = "vpc-0123456789abcdef0"
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = "arn:aws:s3:::example-agency-flow"
}
