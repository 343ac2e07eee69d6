# SAKURA Cloud manual, "モニタリングスイート": a routing sends logs to a storage.
resource "sakura_monitoring_suite_log_storage" "portal" {
  name                  = "portal"
  classification        = "shared"
  retention_period_days = 365
}

resource "sakura_monitoring_suite_log_routing" "tax" {
  publisher_code = "vpc-router"
  resource_id    = "123456789012"
  storage_id     = sakura_monitoring_suite_log_storage.portal.id
  variant        = "default"
}
