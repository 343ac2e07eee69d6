# ログ: Logging は180日まで。それより長くはバケットへ · Logging keeps 180 days at most; connectors carry logs to a bucket

resource "oci_logging_log_group" "this" {
  for_each = toset(["flow", "web"])

  compartment_id = oci_identity_compartment.logs.id
  display_name   = "${local.city}-${each.key}"
}

resource "oci_objectstorage_bucket" "logs" {
  compartment_id = oci_identity_compartment.logs.id
  namespace      = local.city
  name           = "${local.city}-logs"
  access_type    = "NoPublicAccess"
  kms_key_id     = module.key["logs"].key_id

  retention_rules {
    display_name     = "thirteen-months"
    time_rule_locked = "2027-06-01T00:00:00Z"

    duration {
      time_amount = 400
      time_unit   = "DAYS"
    }
  }
}

resource "oci_objectstorage_object_lifecycle_policy" "logs" {
  namespace = local.city
  bucket    = oci_objectstorage_bucket.logs.name

  rules {
    name        = "delete"
    action      = "DELETE"
    is_enabled  = true
    time_amount = var.log_days
    time_unit   = "DAYS"
  }
}

resource "oci_sch_service_connector" "logs" {
  for_each = oci_logging_log_group.this

  compartment_id = oci_identity_compartment.logs.id
  display_name   = each.key

  source {
    kind = "logging"

    log_sources {
      compartment_id = oci_identity_compartment.logs.id
      log_group_id   = each.value.id
    }
  }

  target {
    kind   = "objectStorage"
    bucket = oci_objectstorage_bucket.logs.name
  }
}

resource "oci_sch_service_connector" "audit" {
  compartment_id = var.tenancy_id
  display_name   = "audit"

  source {
    kind = "logging"

    log_sources {
      compartment_id = var.tenancy_id
      log_group_id   = "_Audit_Include_Subcompartment"
    }
  }

  target {
    kind   = "objectStorage"
    bucket = oci_objectstorage_bucket.logs.name
  }
}

resource "oci_audit_configuration" "tenancy" {
  compartment_id        = var.tenancy_id
  retention_period_days = 365
}

resource "oci_load_balancer_load_balancer" "web" {
  compartment_id = oci_identity_compartment.zone["internet"].id
  display_name   = "web"
  shape          = "flexible"
  subnet_ids     = [oci_core_subnet.edge.id]
}

resource "oci_logging_log" "web" {
  for_each = toset(["access", "error"])

  display_name       = each.key
  log_group_id       = oci_logging_log_group.this["web"].id
  log_type           = "SERVICE"
  is_enabled         = true
  retention_duration = 180

  configuration {
    source {
      category    = each.key
      resource    = oci_load_balancer_load_balancer.web.id
      service     = "loadbalancer"
      source_type = "OCISERVICE"
    }
  }
}
