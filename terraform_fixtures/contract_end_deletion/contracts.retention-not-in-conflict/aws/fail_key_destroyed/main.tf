# The log must be kept for a year, and lies under the key that is destroyed by the end.

resource "aws_kms_key" "residents" {
  deletion_window_in_days = 30
}

resource "aws_cloudwatch_log_group" "residents" {
  name              = "/umibe/residents"
  retention_in_days = 400
  kms_key_id        = aws_kms_key.residents.arn
}
