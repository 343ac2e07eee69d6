# 記録の保管先と、送る側の設定 · Where logs are kept, and what sends them there

locals {
  log_accounts = {
    audit = { days = 2555 }
    flows = { days = 400 }
  }
}

resource "azurerm_storage_account" "logs" {
  for_each = local.log_accounts

  name                            = "${local.city}log${each.key}"
  resource_group_name             = azurerm_resource_group.shared.name
  location                        = azurerm_resource_group.shared.location
  account_tier                    = "Standard"
  account_replication_type        = "GZRS"
  allow_nested_items_to_be_public = false
  public_network_access_enabled   = false

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.logs.id]
  }

  customer_managed_key {
    key_vault_key_id          = azurerm_key_vault_key.logs.id
    user_assigned_identity_id = azurerm_user_assigned_identity.logs.id
  }

  blob_properties {
    versioning_enabled = true
  }

  dynamic "immutability_policy" {
    for_each = each.key == "audit" ? [each.value.days] : []

    content {
      state                         = "Locked"
      period_since_creation_in_days = immutability_policy.value
      allow_protected_append_writes = true
    }
  }
}

resource "azurerm_storage_management_policy" "logs" {
  for_each = local.log_accounts

  storage_account_id = azurerm_storage_account.logs[each.key].id

  rule {
    name    = "expire"
    enabled = true

    filters {
      blob_types = ["appendBlob", "blockBlob"]
    }

    actions {
      base_blob {
        tier_to_cool_after_days_since_modification_greater_than = 30
        delete_after_days_since_modification_greater_than       = each.key == "flows" ? 90 : each.value.days + 1
      }
    }
  }
}

resource "azurerm_user_assigned_identity" "logs" {
  name                = "id-${local.city}-logs"
  resource_group_name = azurerm_resource_group.shared.name
  location            = azurerm_resource_group.shared.location
}

resource "azurerm_key_vault" "logs" {
  name                       = "kv-${local.city}-logs"
  resource_group_name        = azurerm_resource_group.shared.name
  location                   = azurerm_resource_group.shared.location
  tenant_id                  = var.tenant_id
  sku_name                   = "premium"
  rbac_authorization_enabled = true
  purge_protection_enabled   = true

  network_acls {
    default_action = "Deny"
    bypass         = "AzureServices"
  }
}

resource "azurerm_key_vault_key" "logs" {
  name         = "logs"
  key_vault_id = azurerm_key_vault.logs.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = ["unwrapKey", "wrapKey"]

  rotation_policy {
    expire_after         = "P3Y"
    notify_before_expiry = "P30D"

    automatic {
      time_before_expiry = "P60D"
    }
  }
}

# 専用クラスターにつなぎ、自らの鍵で暗号化する · Linked to a cluster of its own, under a key of one's own

resource "azurerm_log_analytics_cluster" "main" {
  name                = "logc-${local.city}"
  resource_group_name = azurerm_resource_group.shared.name
  location            = azurerm_resource_group.shared.location

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_log_analytics_cluster_customer_managed_key" "main" {
  log_analytics_cluster_id = azurerm_log_analytics_cluster.main.id
  key_vault_key_id         = azurerm_key_vault_key.logs.id
}

resource "azurerm_log_analytics_workspace" "security" {
  name                = "log-${local.city}-security"
  resource_group_name = azurerm_resource_group.shared.name
  location            = azurerm_resource_group.shared.location
  sku                 = "PerGB2018"
  retention_in_days   = var.log_retention_days
}

resource "azurerm_log_analytics_linked_service" "security" {
  resource_group_name = azurerm_resource_group.shared.name
  workspace_id        = azurerm_log_analytics_workspace.security.id
  write_access_id     = azurerm_log_analytics_cluster.main.id
}

resource "azurerm_log_analytics_workspace_table" "signins" {
  name                    = "SigninLogs"
  workspace_id            = azurerm_log_analytics_workspace.security.id
  retention_in_days       = 180
  total_retention_in_days = 1826
}

# アクティビティログは90日で消えるので送る · The activity log is gone after ninety days unless it is sent

resource "azurerm_monitor_diagnostic_setting" "activity" {
  name                       = "activity"
  target_resource_id         = "/subscriptions/${var.subscription_id}"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.operations.id

  enabled_log {
    category = "Administrative"
  }

  enabled_log {
    category = "Security"
  }

  enabled_log {
    category = "Policy"
  }
}

resource "azurerm_monitor_aad_diagnostic_setting" "signins" {
  name                       = "signins"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.security.id
  storage_account_id         = azurerm_storage_account.logs["audit"].id

  enabled_log {
    category = "SignInLogs"
  }

  enabled_log {
    category = "AuditLogs"
  }
}

resource "azurerm_monitor_diagnostic_setting" "reservation" {
  name                       = "audit"
  target_resource_id         = azurerm_postgresql_flexible_server.reservation.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.security.id
  storage_account_id         = azurerm_storage_account.logs["audit"].id

  enabled_log {
    category_group = "audit"
  }
}

resource "azurerm_monitor_diagnostic_setting" "documents" {
  name                       = "access"
  target_resource_id         = "${module.account["documents"].id}/blobServices/default"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.security.id
  storage_account_id         = azurerm_storage_account.logs["audit"].id

  enabled_log {
    category = "StorageRead"
  }

  enabled_log {
    category = "StorageDelete"
  }
}
