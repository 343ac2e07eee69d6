# Nothing is written: the account's default for disks decides, and another resource's image.

resource "awscc_ec2_volume" "batch" {
  availability_zone = "ap-northeast-1a"
  size              = 100
}

resource "awscc_ec2_instance" "web" {
  image_id      = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
}
