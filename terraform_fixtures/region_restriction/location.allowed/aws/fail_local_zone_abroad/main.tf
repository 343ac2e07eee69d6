# A zone that belongs to Tokyo's region and stands in Taipei.

resource "aws_ebs_volume" "data" {
  availability_zone = "ap-northeast-1-tpe-1a"
  size              = 100
  encrypted         = true
}
