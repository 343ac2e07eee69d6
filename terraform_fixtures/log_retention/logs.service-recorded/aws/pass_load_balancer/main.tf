# A load balancer whose access log is on.

resource "aws_lb" "reception" {
  name               = "reception"
  internal           = true
  load_balancer_type = "application"
  subnets            = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]

  access_logs {
    bucket  = "umibe-access"
    enabled = true
  }
}
