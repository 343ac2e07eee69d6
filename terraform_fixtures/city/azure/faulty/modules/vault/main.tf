# 鍵の保管庫、鍵、ディスク暗号化セット · A vault, a key, and the disk encryption set that stands for it

variable "name" {
  type = string
}

variable "resource_group_name" {
  type = string
}

variable "location" {
  type = string
}

variable "tenant_id" {
  type = string
}

variable "workspace_id" {
  type = string
}

variable "log_account_id" {
  type = string
}

variable "rotation" {
  description = "更新の間隔。null なら更新しない · ISO 8601; null: never"
  type        = string
  default     = "P180D"
}

variable "audit" {
  type    = bool
  default = true
}

resource "azurerm_key_vault" "this" {
  name                       = var.name
  resource_group_name        = var.resource_group_name
  location                   = var.location
  tenant_id                  = var.tenant_id
  sku_name                   = "premium"
  rbac_authorization_enabled = true
  purge_protection_enabled   = true
  soft_delete_retention_days = 90

  network_acls {
    default_action = "Deny"
    bypass         = "AzureServices"
  }
}

resource "azurerm_key_vault_key" "this" {
  name         = "cmk"
  key_vault_id = azurerm_key_vault.this.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = ["decrypt", "encrypt", "unwrapKey", "wrapKey"]

  dynamic "rotation_policy" {
    for_each = var.rotation == null ? [] : [var.rotation]

    content {
      automatic {
        time_after_creation = rotation_policy.value
      }
    }
  }
}

resource "azurerm_disk_encryption_set" "this" {
  name                = "des-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
  key_vault_key_id    = azurerm_key_vault_key.this.id

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_user_assigned_identity" "this" {
  name                = "id-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
}

resource "azurerm_role_assignment" "crypto_user" {
  scope                = azurerm_key_vault.this.id
  role_definition_name = "Key Vault Crypto Service Encryption User"
  principal_id         = azurerm_user_assigned_identity.this.principal_id
}

resource "azurerm_monitor_diagnostic_setting" "this" {
  name                       = "audit"
  target_resource_id         = azurerm_key_vault.this.id
  log_analytics_workspace_id = var.workspace_id
  storage_account_id         = var.log_account_id

  dynamic "enabled_log" {
    for_each = var.audit ? ["AuditEvent"] : []

    content {
      category = enabled_log.value
    }
  }

  enabled_metric {
    category = "AllMetrics"
  }
}

output "key_id" {
  value = azurerm_key_vault_key.this.id
}

output "key_versionless_id" {
  value = azurerm_key_vault_key.this.versionless_id
}

output "key_vault_id" {
  value = azurerm_key_vault.this.id
}

output "disk_encryption_set_id" {
  value = azurerm_disk_encryption_set.this.id
}

output "identity_id" {
  value = azurerm_user_assigned_identity.this.id
}

output "identity_client_id" {
  value = azurerm_user_assigned_identity.this.client_id
}
