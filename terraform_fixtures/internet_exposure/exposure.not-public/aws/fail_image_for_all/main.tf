# An image that every AWS account may launch.

resource "aws_ami" "server" {
  name                = "umibe-server"
  virtualization_type = "hvm"
  root_device_name    = "/dev/xvda"

  ebs_block_device {
    device_name = "/dev/xvda"
    snapshot_id = "snap-0123456789abcdef0"
  }
}

resource "aws_ami_launch_permission" "all" {
  image_id = aws_ami.server.id
  group    = "all"
}
