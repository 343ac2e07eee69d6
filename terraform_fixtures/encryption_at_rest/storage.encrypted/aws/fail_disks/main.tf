# Disks that are not encrypted: a volume, a root disk, a file system.

resource "aws_ebs_volume" "data" {
  availability_zone = "ap-northeast-1a"
  size              = 100
  encrypted         = false
}

resource "aws_instance" "server" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"

  root_block_device {
    encrypted = false
  }
}

resource "aws_efs_file_system" "shared" {
  encrypted = false
}
