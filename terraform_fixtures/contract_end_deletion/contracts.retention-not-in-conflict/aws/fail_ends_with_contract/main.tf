# The log must be kept for a year, and everything of its contract be gone on the last day.

resource "aws_cloudwatch_log_group" "residents" {
  name              = "/umibe/residents"
  retention_in_days = 400
}
