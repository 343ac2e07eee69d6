# The log is kept under a contract of its own, which goes on for two years after the last entry.

resource "sakura_monitoring_suite_log_storage" "audit" {
  name = "audit"
}
