resource "google_service_account" "batch" {
  account_id = "batch"
}
