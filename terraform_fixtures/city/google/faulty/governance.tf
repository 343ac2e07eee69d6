# 統制 · Governance

resource "google_project_service" "this" {
  for_each = toset([
    "bigquery.googleapis.com",
    "cloudkms.googleapis.com",
    "compute.googleapis.com",
    "container.googleapis.com",
    "logging.googleapis.com",
    "pubsub.googleapis.com",
    "run.googleapis.com",
    "secretmanager.googleapis.com",
    "spanner.googleapis.com",
    "sqladmin.googleapis.com",
  ])

  service            = each.key
  disable_on_destroy = false
}

resource "google_org_policy_policy" "locations" {
  name   = "projects/${var.project}/policies/gcp.resourceLocations"
  parent = "projects/${var.project}"

  spec {
    rules {
      values {
        allowed_values = ["in:asia-northeast1-locations", "in:asia-locations"]
      }
    }
  }
}

resource "google_org_policy_policy" "enforced" {
  for_each = toset([
    "iam.disableServiceAccountKeyCreation",
    "storage.publicAccessPrevention",
    "sql.restrictPublicIp",
  ])

  name   = "projects/${var.project}/policies/${each.key}"
  parent = "projects/${var.project}"

  spec {
    rules {
      enforce = "TRUE"
    }
  }
}

resource "google_project_iam_member" "operators" {
  for_each = toset(["roles/viewer", "roles/logging.viewer", "roles/monitoring.viewer"])

  project = var.project
  role    = each.key
  member  = var.operators
}

resource "google_iam_workforce_pool" "office" {
  workforce_pool_id = "kawabe-office"
  parent            = "organizations/${var.organization}"
  location          = "global"
  session_duration  = "28800s"
}

resource "google_essential_contacts_contact" "office" {
  parent                              = "projects/${var.project}"
  email                               = "johosystem@kawabe.example.jp"
  language_tag                        = "ja"
  notification_category_subscriptions = ["SECURITY", "TECHNICAL"]
}

resource "google_billing_budget" "year" {
  billing_account = var.billing_account
  display_name    = "令和8年度"

  amount {
    specified_amount {
      currency_code = "JPY"
      units         = "12000000"
    }
  }

  threshold_rules {
    threshold_percent = 0.9
  }
}

resource "google_logging_organization_settings" "this" {
  organization     = var.organization
  storage_location = "us"
}
