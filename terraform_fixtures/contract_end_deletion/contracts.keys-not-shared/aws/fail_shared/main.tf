# The data of two contracts is under one key.

resource "aws_kms_key" "residents" {
  deletion_window_in_days = 30
}

resource "aws_efs_file_system" "residents" {
  encrypted  = true
  kms_key_id = aws_kms_key.residents.arn
}

resource "aws_efs_file_system" "portal" {
  encrypted  = true
  kms_key_id = aws_kms_key.residents.arn
}
