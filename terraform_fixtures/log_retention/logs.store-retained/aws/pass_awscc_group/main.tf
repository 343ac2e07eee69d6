resource "awscc_logs_log_group" "application" {
  log_group_name    = "/kawabe/application"
  retention_in_days = 731
}

resource "awscc_logs_log_group" "kept" {
  log_group_name = "/kawabe/kept"
}
