# What is not encrypted is not encrypted with a key of one's own.

resource "aws_ebs_volume" "data" {
  availability_zone = "ap-northeast-1a"
  size              = 100
  encrypted         = false
}

resource "aws_neptune_cluster" "graph" {
  cluster_identifier  = "graph"
  storage_encrypted   = false
  skip_final_snapshot = true
}
