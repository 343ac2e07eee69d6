variable "name" {
  type = string
}

variable "location" {
  type = string
}

variable "keys" {
  type = map(object({ period = optional(string) }))
}

resource "google_kms_key_ring" "this" {
  name     = var.name
  location = var.location
}

resource "google_kms_crypto_key" "this" {
  for_each = var.keys

  name                       = each.key
  key_ring                   = google_kms_key_ring.this.id
  rotation_period            = each.value.period
  destroy_scheduled_duration = "2592000s"

  lifecycle {
    prevent_destroy = true
  }
}

resource "google_kms_crypto_key_iam_member" "services" {
  for_each = var.keys

  crypto_key_id = google_kms_crypto_key.this[each.key].id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = "serviceAccount:${var.name}-${each.key}@kawabe-residents-prod.iam.gserviceaccount.com"
}

output "ids" {
  value = { for name, key in google_kms_crypto_key.this : name => key.id }
}
