resource "sakura_database" "main" {
  name     = "main"
  username = "app"

  network_interface = {
    vswitch_id = "113000000001"
    ip_address = "192.168.11.11"
    netmask    = 24
    gateway    = "192.168.11.1"
  }
}

resource "sakura_monitoring_suite_log_storage" "logs" {
  name                  = "logs"
  retention_period_days = 400
}

resource "sakura_monitoring_suite_log_routing" "main" {
  resource_id    = sakura_database.main.id
  storage_id     = sakura_monitoring_suite_log_storage.logs.id
  publisher_code = "database"
  variant        = "log"
}
