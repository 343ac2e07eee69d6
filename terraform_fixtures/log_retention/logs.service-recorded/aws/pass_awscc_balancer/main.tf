resource "awscc_elasticloadbalancingv2_load_balancer" "front" {
  name = "front"
  type = "application"
  load_balancer_attributes = [
    {
      key   = "access_logs.s3.enabled"
      value = "true"
    },
    {
      key   = "access_logs.s3.bucket"
      value = "kawabe-logs"
    },
  ]
}
