# 公開: 名前、負荷分散、監視 · What is published: names, balancing, monitors

resource "sakura_dns" "city" {
  zone = "umibe.example.jp"

  monitoring_suite = { enabled = true }
}

resource "sakura_dns_record" "city" {
  for_each = {
    www     = "203.0.113.10"
    reserve = "203.0.113.11"
    forms   = "203.0.113.12"
    mail    = "203.0.113.13"
  }

  dns_id = sakura_dns.city.id
  name   = each.key
  type   = "A"
  value  = each.value
}

resource "sakura_gslb" "city" {
  name = local.city

  health_check = {
    protocol = "https"
    path     = "/"
    status   = "200"
  }
}

resource "sakura_enhanced_lb" "city" {
  name   = local.city
  region = "is1"

  health_check = {
    protocol = "http"
    path     = "/"
  }

  bind_port = [{
    proxy_mode = "https"
    port       = 443
  }]

  monitoring_suite = { enabled = true }
}

resource "sakura_simple_monitor" "city" {
  for_each = toset(["www", "reserve", "forms"])

  target = "${each.key}.umibe.example.jp"

  health_check = {
    protocol = "https"
    path     = "/"
    status   = "200"
  }

  monitoring_suite = { enabled = true }
}

resource "sakura_monitoring_suite_log_routing" "dns" {
  resource_id    = sakura_dns.city.id
  storage_id     = sakura_monitoring_suite_log_storage.this["web"].id
  publisher_code = "dns"
  variant        = "log"
}

resource "sakura_monitoring_suite_log_routing" "balancer" {
  resource_id    = sakura_enhanced_lb.city.id
  storage_id     = sakura_monitoring_suite_log_storage.this["web"].id
  publisher_code = "elb"
  variant        = "accesslog"
}

resource "sakura_monitoring_suite_log_routing" "monitor" {
  for_each = sakura_simple_monitor.city

  resource_id    = each.value.id
  storage_id     = sakura_monitoring_suite_log_storage.this["web"].id
  publisher_code = "simplemonitor"
  variant        = "log"
}

resource "sakura_webaccel" "site" {
  name             = "site"
  domain_type      = "own_domain"
  domain           = "static.umibe.example.jp"
  request_protocol = "https-redirect"

  origin_parameters = {
    type     = "web"
    origin   = "www.umibe.example.jp"
    protocol = "https"
  }

  logging = {
    enabled              = true
    bucket_name          = sakura_object_storage_bucket.this["access"].name
    endpoint             = "s3.tky01.sakurastorage.jp"
    region               = "jp-east-1"
    access_key_wo        = var.storage_access_key
    secret_access_key_wo = var.storage_secret_key
  }
}

# 配布物 · What is handed out
resource "sakura_webaccel" "downloads" {
  name             = "downloads"
  domain_type      = "subdomain"
  request_protocol = "https"

  origin_parameters = {
    type                 = "bucket"
    bucket_name          = sakura_object_storage_bucket.this["documents"].name
    endpoint             = "s3.tky01.sakurastorage.jp"
    region               = "jp-east-1"
    access_key_wo        = var.storage_access_key
    secret_access_key_wo = var.storage_secret_key
  }

  logging = {
    enabled              = true
    bucket_name          = sakura_object_storage_bucket.this["access"].name
    endpoint             = "s3.tky01.sakurastorage.jp"
    region               = "jp-east-1"
    access_key_wo        = var.storage_access_key
    secret_access_key_wo = var.storage_secret_key
  }
}

resource "sakura_webaccel_activation" "downloads" {
  site_id = sakura_webaccel.downloads.id
  enabled = true
}
