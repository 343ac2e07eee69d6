# New disks are encrypted by default in Tokyo and in Osaka.

resource "aws_ebs_encryption_by_default" "tokyo" {
  enabled = true
}

resource "aws_ebs_encryption_by_default" "osaka" {
  provider = aws.osaka
  enabled  = true
}
