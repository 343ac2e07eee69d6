resource "google_logging_organization_bucket_config" "required" {
  organization = "123456789012"
  location     = "global"
  bucket_id    = "_Required"
}
