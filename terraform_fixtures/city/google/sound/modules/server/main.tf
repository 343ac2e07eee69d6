variable "name" {
  type = string
}

variable "zone" {
  type = string
}

variable "machine" {
  type = string
}

variable "disks" {
  type = map(number)
}

variable "subnetwork" {
  type = string
}

variable "key" {
  type = string
}

variable "schedule" {
  type = string
}

variable "tags" {
  type    = list(string)
  default = []
}

variable "external" {
  type    = bool
  default = false
}

resource "google_service_account" "this" {
  account_id = var.name
}

resource "google_compute_disk" "this" {
  for_each = var.disks

  name = "${var.name}-${each.key}"
  zone = var.zone
  size = each.value

  disk_encryption_key {
    kms_key_self_link = var.key
  }
}

resource "google_compute_disk_resource_policy_attachment" "this" {
  for_each = var.disks

  name = var.schedule
  disk = google_compute_disk.this[each.key].name
  zone = var.zone
}

resource "google_compute_instance" "this" {
  name                = var.name
  machine_type        = var.machine
  zone                = var.zone
  deletion_protection = true
  tags                = var.tags

  boot_disk {
    kms_key_self_link = var.key

    initialize_params {
      image = "projects/debian-cloud/global/images/family/debian-12"
    }
  }

  dynamic "attached_disk" {
    for_each = google_compute_disk.this
    content {
      source = attached_disk.value.id
    }
  }

  network_interface {
    subnetwork = var.subnetwork

    dynamic "access_config" {
      for_each = var.external ? [1] : []
      content {}
    }
  }

  service_account {
    email  = google_service_account.this.email
    scopes = ["cloud-platform"]
  }
}
