# A log group that keeps 400 days, under a key that is disabled.

resource "aws_kms_key" "main" {
  description         = "main"
  enable_key_rotation = true
  is_enabled          = false
}

resource "aws_cloudwatch_log_group" "tax" {
  name              = "/umibe/tax"
  retention_in_days = 400
  kms_key_id        = aws_kms_key.main.arn
}
