# The log is kept under a contract of its own, which goes on for two years after the last entry.

resource "aws_cloudwatch_log_group" "audit" {
  name              = "/umibe/audit"
  retention_in_days = 400
}
