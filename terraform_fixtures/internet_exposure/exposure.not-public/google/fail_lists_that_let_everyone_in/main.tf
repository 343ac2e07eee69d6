# Without uniform access, lists decide: a predefined one, one for objects to come, an entry for everyone.

resource "google_storage_bucket" "notices" {
  name     = "kawabe-notices"
  location = "asia-northeast1"
}

resource "google_storage_bucket_acl" "notices" {
  bucket         = google_storage_bucket.notices.name
  predefined_acl = "publicRead"
}

resource "google_storage_bucket" "photographs" {
  name                        = "kawabe-photographs"
  location                    = "asia-northeast1"
  uniform_bucket_level_access = false
}

resource "google_storage_default_object_acl" "photographs" {
  bucket      = google_storage_bucket.photographs.name
  role_entity = ["OWNER:project-owners-kawabe", "READER:allUsers"]
}

resource "google_storage_bucket" "maps" {
  name     = "kawabe-maps"
  location = "asia-northeast1"
}

resource "google_storage_bucket_access_control" "maps" {
  bucket = google_storage_bucket.maps.name
  role   = "READER"
  entity = "allAuthenticatedUsers"
}

resource "google_storage_bucket_object" "map" {
  name    = "map.json"
  bucket  = google_storage_bucket.maps.name
  content = "{}"
}
