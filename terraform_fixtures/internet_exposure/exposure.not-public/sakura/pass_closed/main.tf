# Buckets and objects are private by default; disks are reached through their server.
resource "sakura_object_storage_bucket" "forms" {
  name    = "umibe-forms"
  site_id = "isk01"
}

resource "sakura_object_storage_permission" "app" {
  name    = "app"
  site_id = "isk01"

  bucket_controls = [
    {
      bucket    = sakura_object_storage_bucket.forms.name
      can_read  = true
      can_write = true
    },
  ]
}

resource "sakura_object_storage_object" "list" {
  bucket     = sakura_object_storage_bucket.forms.name
  key        = "list.csv"
  access_key = sakura_object_storage_permission.app.access_key
  secret_key = sakura_object_storage_permission.app.secret_key
  content    = "made up"
}

resource "sakura_disk" "data" {
  name = "data"
  size = 100
}

resource "sakura_container_registry" "apps" {
  name            = "apps"
  subdomain_label = "umibe-apps"
  access_level    = "none"
}
