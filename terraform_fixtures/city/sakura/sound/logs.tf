# ログ: それぞれの保存先と、13か月の保存 · Logs: a store for each, kept thirteen months

locals {
  log_stores = {
    network  = var.log_days
    database = var.log_days
    web      = var.log_days
    jobs     = var.log_days
  }
}

resource "sakura_monitoring_suite_log_storage" "this" {
  for_each = local.log_stores

  name                  = "${local.city}-${each.key}"
  classification        = "shared"
  retention_period_days = each.value
}

resource "sakura_monitoring_suite_log_storage_access_key" "jobs" {
  storage_id = sakura_monitoring_suite_log_storage.this["jobs"].id
}

resource "sakura_monitoring_suite_alert_project" "this" {
  name = local.city
}

resource "sakura_monitoring_suite_dashboard" "this" {
  name = local.city
}
