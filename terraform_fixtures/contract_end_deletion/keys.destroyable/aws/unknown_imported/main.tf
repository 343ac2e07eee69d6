# The key's material was imported, and may still exist where it came from.

resource "aws_kms_external_key" "residents" {
  deletion_window_in_days = 7
}

resource "aws_efs_file_system" "residents" {
  encrypted  = true
  kms_key_id = aws_kms_external_key.residents.arn
}
