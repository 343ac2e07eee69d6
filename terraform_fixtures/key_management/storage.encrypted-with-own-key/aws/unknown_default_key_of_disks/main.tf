# An encrypted volume without a key: the account's default key may be AWS's or the city's.

resource "aws_ebs_volume" "data" {
  availability_zone = "ap-northeast-1a"
  size              = 100
  encrypted         = true
}
