# The log is kept under a contract of its own, which goes on for two years after the last entry.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "azurerm_log_analytics_workspace" "audit" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "log-audit"
  sku                 = "PerGB2018"
  retention_in_days   = 400
}
