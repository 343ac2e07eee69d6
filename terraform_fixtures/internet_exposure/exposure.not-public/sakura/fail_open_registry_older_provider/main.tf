# The same by the older provider, where strangers may also push.
resource "sakuracloud_container_registry" "apps" {
  name            = "apps"
  subdomain_label = "umibe-apps"
  access_level    = "readwrite"
}
