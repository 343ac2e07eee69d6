variable "name" {
  type = string
}

variable "location" {
  type = string
}

variable "key" {
  type    = string
  default = null
}

variable "own_key" {
  type    = bool
  default = true
}

variable "usage" {
  type = string
}

variable "class" {
  type = string
}

resource "google_storage_bucket" "this" {
  name                        = var.name
  location                    = var.location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  labels = {
    class = var.class
  }

  dynamic "encryption" {
    for_each = var.own_key ? [var.key] : []
    content {
      default_kms_key_name = encryption.value
    }
  }

  logging {
    log_bucket = var.usage
  }

  versioning {
    enabled = true
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      num_newer_versions = 5
      with_state         = "ARCHIVED"
    }
  }
}

resource "google_storage_bucket_iam_member" "operators" {
  bucket = google_storage_bucket.this.name
  role   = "roles/storage.objectViewer"
  member = "group:operators@kawabe.example.jp"
}

output "name" {
  value = google_storage_bucket.this.name
}
