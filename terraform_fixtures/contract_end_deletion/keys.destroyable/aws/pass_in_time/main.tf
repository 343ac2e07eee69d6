# The key waits for 30 days, and service stops 30 days before the end.

resource "aws_kms_key" "residents" {
  deletion_window_in_days = 30
}

resource "aws_efs_file_system" "residents" {
  encrypted  = true
  kms_key_id = aws_kms_key.residents.arn
}
