# SQLサーバーと、そのデータベース · An SQL server and its databases

variable "name" {
  type = string
}

variable "resource_group_name" {
  type = string
}

variable "location" {
  type = string
}

variable "password" {
  type      = string
  sensitive = true
}

variable "key_id" {
  type = string
}

variable "identity_id" {
  type = string
}

variable "databases" {
  type = map(object({
    encrypted = optional(bool, true)
  }))
}

variable "log_endpoint" {
  type = string
}

variable "audit" {
  type    = bool
  default = true
}

variable "subnet_id" {
  type = string
}

resource "azurerm_mssql_server" "this" {
  name                              = var.name
  resource_group_name               = var.resource_group_name
  location                          = var.location
  version                           = "12.0"
  administrator_login               = "umibe"
  administrator_login_password      = var.password
  public_network_access_enabled     = false
  primary_user_assigned_identity_id = var.identity_id

  identity {
    type         = "UserAssigned"
    identity_ids = [var.identity_id]
  }
}

resource "azurerm_mssql_server_transparent_data_encryption" "this" {
  server_id        = azurerm_mssql_server.this.id
  key_vault_key_id = var.key_id
}

resource "azurerm_mssql_database" "this" {
  for_each = var.databases

  name                                = each.key
  server_id                           = azurerm_mssql_server.this.id
  transparent_data_encryption_enabled = each.value.encrypted

  short_term_retention_policy {
    retention_days = 35
  }
}

resource "azurerm_mssql_server_extended_auditing_policy" "this" {
  server_id        = azurerm_mssql_server.this.id
  enabled          = var.audit
  storage_endpoint = var.log_endpoint
}

resource "azurerm_private_endpoint" "this" {
  name                = "pe-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
  subnet_id           = var.subnet_id

  private_service_connection {
    name                           = "sql"
    private_connection_resource_id = azurerm_mssql_server.this.id
    is_manual_connection           = false
    subresource_names              = ["sqlServer"]
  }
}

output "server_id" {
  value = azurerm_mssql_server.this.id
}
