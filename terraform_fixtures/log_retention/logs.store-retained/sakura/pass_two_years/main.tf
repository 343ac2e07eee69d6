resource "sakura_monitoring_suite_log_storage" "logs" {
  name                  = "logs"
  retention_period_days = 730
}
