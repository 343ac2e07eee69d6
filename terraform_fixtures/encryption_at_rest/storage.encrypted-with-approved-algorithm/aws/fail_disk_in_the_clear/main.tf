# A volume that is not encrypted uses no approved cipher either.

resource "aws_ebs_volume" "data" {
  count = 2

  availability_zone = "ap-northeast-1a"
  size              = 100
  encrypted         = false
}
