resource "awscc_cloudtrail_trail" "audit" {
  trail_name                 = "audit"
  is_logging                 = true
  is_multi_region_trail      = true
  enable_log_file_validation = true
  s3_bucket_name             = awscc_s3_bucket.logs.id
}

resource "awscc_s3_bucket" "logs" {
  bucket_name = "kawabe-logs"
  lifecycle_configuration = {
    rules = [{
      status             = "Enabled"
      expiration_in_days = 30
    }]
  }
}

resource "awscc_route53resolver_resolver_query_logging_config" "names" {
  destination_arn = awscc_logs_log_group.names.arn
}

resource "awscc_logs_log_group" "names" {
  log_group_name    = "/kawabe/names"
  retention_in_days = 30
}
