# ログ · Logs

resource "google_project_iam_audit_config" "everything" {
  project = var.project
  service = "allServices"

  dynamic "audit_log_config" {
    for_each = ["ADMIN_READ", "DATA_READ", "DATA_WRITE"]
    content {
      log_type = audit_log_config.value
    }
  }
}

resource "google_logging_project_bucket_config" "default" {
  project        = var.project
  location       = var.region
  bucket_id      = "_Default"
  retention_days = var.log_days

  cmek_settings {
    kms_key_name = module.keys["asia-northeast1"].ids["logs"]
  }
}

resource "google_logging_project_bucket_config" "audit" {
  project        = var.project
  location       = var.region
  bucket_id      = "audit"
  retention_days = var.log_days
  locked         = true

  cmek_settings {
    kms_key_name = module.keys["asia-northeast1"].ids["logs"]
  }
}

resource "google_logging_project_sink" "audit" {
  name                   = "audit"
  destination            = "logging.googleapis.com/${google_logging_project_bucket_config.audit.id}"
  filter                 = "logName:\"cloudaudit.googleapis.com\""
  unique_writer_identity = true
}

# Beside the log bucket: files that nobody can delete before five years are over
resource "google_storage_bucket" "audit" {
  provider = google.osaka

  name                        = "${local.city}-audit"
  location                    = "ASIA-NORTHEAST2"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  encryption {
    default_kms_key_name = module.keys["asia-northeast2"].ids["logs"]
  }

  retention_policy {
    retention_period = 157680000
    is_locked        = true
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      age = 1826
    }
  }
}

resource "google_logging_project_sink" "archive" {
  name                   = "archive"
  destination            = "storage.googleapis.com/${google_storage_bucket.audit.name}"
  unique_writer_identity = true
}

resource "google_logging_project_exclusion" "health" {
  name   = "health-checks"
  filter = "resource.type=\"http_load_balancer\" AND httpRequest.userAgent:\"GoogleHC\""
}

# Usage logs of the buckets
resource "google_storage_bucket" "usage" {
  name                        = "${local.city}-usage"
  location                    = "ASIA-NORTHEAST1"
  uniform_bucket_level_access = true

  encryption {
    default_kms_key_name = module.keys["asia-northeast1"].ids["logs"]
  }

  retention_policy {
    retention_period = 34560000
  }
}

resource "google_logging_metric" "changes" {
  for_each = {
    iam      = "protoPayload.methodName=\"SetIamPolicy\""
    network  = "resource.type=\"gce_network\""
    firewall = "resource.type=\"gce_firewall_rule\""
    keys     = "protoPayload.methodName=\"DestroyCryptoKeyVersion\""
  }

  name   = "changes/${each.key}"
  filter = each.value
}

resource "google_monitoring_notification_channel" "office" {
  display_name = "情報システム課"
  type         = "email"

  labels = {
    email_address = "johosystem@kawabe.example.jp"
  }
}

resource "google_monitoring_alert_policy" "changes" {
  for_each = google_logging_metric.changes

  display_name          = each.value.name
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.office.id]

  conditions {
    display_name = "changed"

    condition_threshold {
      filter     = "metric.type=\"logging.googleapis.com/user/${each.value.name}\""
      comparison = "COMPARISON_GT"
      duration   = "0s"
    }
  }
}
