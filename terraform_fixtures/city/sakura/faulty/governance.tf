# 保管庫、権限 · Vaults, permissions

resource "sakura_secret_manager" "this" {
  for_each = local.zones

  name       = "${local.city}-${each.key}"
  kms_key_id = sakura_kms.this[each.key].id
}

resource "sakura_secret_manager_secret" "this" {
  for_each = {
    "database-mynumber" = "mynumber"
    "database-lgwan"    = "lgwan"
    "database-internet" = "internet"
    "mail-internet"     = "internet"
  }

  name             = each.key
  vault_id         = sakura_secret_manager.this[each.value].id
  value_wo         = lookup(var.secrets, each.key, "")
  value_wo_version = 1
}

resource "sakura_iam_folder" "city" {
  name = local.city
}

resource "sakura_iam_project" "this" {
  for_each = local.zones

  code             = "${local.city}-${each.key}"
  name             = "${local.city}-${each.key}"
  parent_folder_id = sakura_iam_folder.city.id
}

resource "sakura_iam_group" "this" {
  for_each = toset(["administrators", "operators", "auditors"])

  name = each.key
}

resource "sakura_iam_service_principal" "backup" {
  name       = "backup"
  project_id = sakura_iam_project.this["lgwan"].id
}

resource "sakura_iam_auth" "this" {
  conditions = {
    require_two_factor_auth = true

    ip_restriction = {
      mode           = "allow"
      source_network = ["203.0.113.0/24"]
    }
  }

  password_policy = {
    min_length        = 12
    require_lowercase = true
    require_uppercase = true
    require_symbols   = true
  }
}

resource "sakura_iam_policy" "this" {
  for_each = sakura_iam_project.this

  target    = "project"
  target_id = each.value.id

  bindings = [{
    role       = { id = "resource-viewer", type = "preset" }
    principals = [{ id = sakura_iam_group.this["auditors"].id, type = "group" }]
  }]
}

resource "sakura_ssh_key" "operators" {
  name       = "operators"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC0made0up0key0of0a0city0that0does0not0exist umibe"
}

resource "sakura_script" "hardening" {
  name    = "hardening"
  content = "#!/bin/sh\nsystemctl disable --now cups\n"
}
