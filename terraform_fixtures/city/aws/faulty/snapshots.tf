# 検証用に写したデータ · Data that was copied for a trial

resource "aws_ebs_snapshot" "residents" {
  volume_id   = module.server["mynumber"].volume_ids["data"]
  description = "Residents, for a trial"
  tags        = { Name = "${local.city}-residents", Zone = "mynumber", DataClass = "S" }
}

# LGWAN接続系の検証環境が、住民系のスナップショットから作られる · The trial of the LGWAN zone starts from it
resource "aws_ebs_volume" "trial_data" {
  availability_zone = "${var.region}a"
  snapshot_id       = aws_ebs_snapshot.residents.id
  type              = "gp3"
  encrypted         = true
  kms_key_id        = module.key["lgwan"].arn
  tags              = { Name = "${local.city}-trial-data", Zone = "lgwan", DataClass = local.zones["lgwan"].class }
}
