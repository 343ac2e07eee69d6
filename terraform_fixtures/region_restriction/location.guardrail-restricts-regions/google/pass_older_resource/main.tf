resource "google_organization_policy" "locations" {
  org_id     = "123456789012"
  constraint = "constraints/gcp.resourceLocations"

  list_policy {
    allow {
      values = ["asia-northeast1", "asia-northeast2"]
    }
  }
}
