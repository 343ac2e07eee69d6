# The topic names no regions; the policy on locations of its project does: messages stay in Japan.

resource "google_org_policy_policy" "locations" {
  name   = "projects/kawabe-city/policies/gcp.resourceLocations"
  parent = "projects/kawabe-city"

  spec {
    rules {
      values {
        allowed_values = ["in:jp-locations"]
      }
    }
  }
}

resource "google_pubsub_topic" "certificates" {
  name = "certificates"
}
