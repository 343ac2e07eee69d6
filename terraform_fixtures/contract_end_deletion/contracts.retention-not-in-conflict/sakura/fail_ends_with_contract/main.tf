# The log must be kept for a year, and everything of its contract be gone on the last day.

resource "sakura_monitoring_suite_log_storage" "residents" {
  name = "residents"
}
