# A key that is rotated every ninety days.

resource "aws_kms_key" "main" {
  description             = "main"
  enable_key_rotation     = true
  rotation_period_in_days = 90
}
