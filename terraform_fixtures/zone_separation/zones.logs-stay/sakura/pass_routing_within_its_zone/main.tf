# SAKURA Cloud manual, "モニタリングスイート": a routing sends logs to a storage.
resource "sakura_monitoring_suite_log_storage" "tax_logs" {
  name                  = "tax_logs"
  classification        = "shared"
  retention_period_days = 365
}

resource "sakura_monitoring_suite_log_routing" "tax" {
  publisher_code = "vpc-router"
  resource_id    = "123456789012"
  storage_id     = sakura_monitoring_suite_log_storage.tax_logs.id
  variant        = "default"
}
