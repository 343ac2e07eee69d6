# A launch template and a spot request whose disks are not encrypted.

resource "aws_launch_template" "server" {
  name     = "server"
  image_id = "ami-0123456789abcdef0"

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size = 30
      encrypted   = false
    }
  }
}

resource "aws_spot_instance_request" "batch" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m6i.large"

  root_block_device {
    encrypted = false
  }
}
