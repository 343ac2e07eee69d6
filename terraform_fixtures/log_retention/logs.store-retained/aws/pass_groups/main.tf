# Log groups that keep 400 days, and for ever.

resource "aws_cloudwatch_log_group" "tax" {
  name              = "/umibe/tax"
  retention_in_days = 400
}

resource "aws_cloudwatch_log_group" "welfare" {
  name              = "/umibe/welfare"
  retention_in_days = 0
}

resource "aws_cloudwatch_log_group" "library" {
  name = "/umibe/library"
}
