# New disks are not encrypted by default.

resource "aws_ebs_encryption_by_default" "tokyo" {
  enabled = false
}
