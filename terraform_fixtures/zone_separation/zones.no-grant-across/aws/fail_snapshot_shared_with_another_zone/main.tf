# Amazon EBS User Guide, "Share an Amazon EBS snapshot with other AWS accounts".
resource "aws_ebs_snapshot" "tax" {
  volume_id = "vol-0123456789abcdef0"
  tags      = { zone = "mynumber" }
}

resource "aws_snapshot_create_volume_permission" "other" {
  snapshot_id = aws_ebs_snapshot.tax.id
  account_id  = "222222222222"
}
