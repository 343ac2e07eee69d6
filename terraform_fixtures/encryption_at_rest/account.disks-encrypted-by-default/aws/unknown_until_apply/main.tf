# Whether disks are encrypted by default depends on something that is known only after apply.

resource "aws_kms_key" "main" {
  description         = "main"
  enable_key_rotation = true
}

resource "aws_ebs_encryption_by_default" "tokyo" {
  enabled = aws_kms_key.main.key_id != "none"
}
