resource "google_org_policy_policy" "locations" {
  name   = "organizations/123456789012/policies/gcp.resourceLocations"
  parent = "organizations/123456789012"

  spec {
    rules {
      values {
        allowed_values = ["in:asia-locations"]
      }
    }
  }
}
