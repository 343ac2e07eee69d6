# Anyone pulls images from a registry that is readonly for the public.
resource "sakura_container_registry" "apps" {
  name            = "apps"
  subdomain_label = "umibe-apps"
  access_level    = "readonly"
}
