resource "awscc_cloudtrail_trail" "audit" {
  trail_name     = "audit"
  is_logging     = false
  s3_bucket_name = "kawabe-logs"
}
