# Which key the data of the other contract is under is known only after apply.

resource "aws_kms_key" "residents" {
  deletion_window_in_days = 30
}

resource "terraform_data" "key" {
  input = "elsewhere"
}

resource "aws_efs_file_system" "portal" {
  encrypted  = true
  kms_key_id = terraform_data.key.output
}

resource "aws_efs_file_system" "residents" {
  encrypted  = true
  kms_key_id = aws_kms_key.residents.arn
}
