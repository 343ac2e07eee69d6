# ストレージアカウントと、そのコンテナー · A storage account and its containers

variable "name" {
  type = string
}

variable "resource_group_name" {
  type = string
}

variable "location" {
  type = string
}

variable "replication" {
  type    = string
  default = "ZRS"
}

variable "key_id" {
  type    = string
  default = null
}

variable "identity_id" {
  type = string
}

variable "containers" {
  type = set(string)
}

resource "azurerm_storage_account" "this" {
  name                            = var.name
  resource_group_name             = var.resource_group_name
  location                        = var.location
  account_tier                    = "Standard"
  account_replication_type        = var.replication
  allow_nested_items_to_be_public = false
  public_network_access_enabled   = false
  shared_access_key_enabled       = false
  min_tls_version                 = "TLS1_2"

  identity {
    type         = "UserAssigned"
    identity_ids = [var.identity_id]
  }

  dynamic "customer_managed_key" {
    for_each = var.key_id == null ? [] : [var.key_id]

    content {
      key_vault_key_id          = customer_managed_key.value
      user_assigned_identity_id = var.identity_id
    }
  }

  blob_properties {
    versioning_enabled = true

    delete_retention_policy {
      days = 30
    }
  }
}

resource "azurerm_storage_container" "this" {
  for_each = var.containers

  name               = each.key
  storage_account_id = azurerm_storage_account.this.id
}

output "id" {
  value = azurerm_storage_account.this.id
}
