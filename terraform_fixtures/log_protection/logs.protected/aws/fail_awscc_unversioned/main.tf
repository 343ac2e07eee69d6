resource "awscc_ec2_flow_log" "network" {
  resource_id          = "vpc-0123456789abcdef0"
  resource_type        = "VPC"
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = awscc_s3_bucket.logs.arn
}

resource "awscc_s3_bucket" "logs" {
  bucket_name = "kawabe-logs"
}
