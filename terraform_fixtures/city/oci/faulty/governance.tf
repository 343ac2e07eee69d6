# 統制、権限 · Guardrails, permissions

resource "oci_identity_policy" "regions" {
  compartment_id = var.tenancy_id
  name           = "regions"
  description    = "日本国内だけ · Japan only"

  statements = [
    "Deny group operators to manage all-resources in tenancy where request.region = 'iad'",
  ]
}

resource "oci_identity_policy" "operators" {
  compartment_id = var.tenancy_id
  name           = "operators"
  description    = "operators"

  statements = [
    "Allow group operators to manage instance-family in compartment ${local.city}-lgwan",
    "Allow service objectstorage-ap-tokyo-1 to use keys in tenancy",
  ]
}

resource "oci_identity_group" "this" {
  for_each = toset(["administrators", "operators", "auditors"])

  compartment_id = var.tenancy_id
  name           = each.key
  description    = each.key
}

resource "oci_identity_dynamic_group" "servers" {
  compartment_id = var.tenancy_id
  name           = "servers"
  description    = "servers"
  matching_rule  = "ANY {instance.compartment.id = 'x'}"
}

resource "oci_identity_domain" "staff" {
  compartment_id = var.tenancy_id
  display_name   = "staff"
  description    = "staff"
  home_region    = "eu-frankfurt-1"
  license_type   = "premium"
}

resource "oci_identity_tag_namespace" "operations" {
  compartment_id = var.tenancy_id
  name           = "Operations"
  description    = "operations"
}

resource "oci_identity_tag" "this" {
  for_each = toset(["Owner", "Zone", "Class"])

  tag_namespace_id = oci_identity_tag_namespace.operations.id
  name             = each.key
  description      = each.key
}

resource "oci_cloud_guard_cloud_guard_configuration" "tenancy" {
  compartment_id   = var.tenancy_id
  reporting_region = "us-ashburn-1"
  status           = "ENABLED"
}

resource "oci_cloud_guard_security_recipe" "this" {
  compartment_id    = var.tenancy_id
  display_name      = "city"
  security_policies = ["ocid1.securityzonessecuritypolicy.oc1..exampleumibe"]
}

resource "oci_cloud_guard_security_zone" "this" {
  for_each = oci_identity_compartment.zone

  compartment_id            = each.value.id
  display_name              = each.key
  security_zone_recipe_id   = oci_cloud_guard_security_recipe.this.id
}

resource "oci_bastion_bastion" "this" {
  bastion_type     = "STANDARD"
  compartment_id   = oci_identity_compartment.zone["lgwan"].id
  target_subnet_id = module.network["lgwan"].subnet_ids["app"]

  client_cidr_block_allow_list = [local.halls["lgwan"]]
}

resource "oci_ons_notification_topic" "alerts" {
  compartment_id = oci_identity_compartment.logs.id
  name           = "alerts"
}

resource "oci_monitoring_alarm" "this" {
  for_each = toset(["cpu", "disk", "keys"])

  compartment_id        = oci_identity_compartment.logs.id
  metric_compartment_id = oci_identity_compartment.logs.id
  display_name          = each.key
  destinations          = [oci_ons_notification_topic.alerts.id]
  is_enabled            = true
  namespace             = "oci_computeagent"
  query                 = "CpuUtilization[1m].mean() > 80"
  severity              = "CRITICAL"
}

resource "oci_dns_view" "city" {
  compartment_id = oci_identity_compartment.zone["lgwan"].id
  scope          = "PRIVATE"
}

resource "oci_dns_zone" "city" {
  compartment_id = oci_identity_compartment.zone["lgwan"].id
  name           = "city.umibe.example.jp"
  zone_type      = "PRIMARY"
  scope          = "PRIVATE"
  view_id        = oci_dns_view.city.id
}
