# The log must be kept for a year, and everything of its contract be gone on the last day.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "azurerm_log_analytics_workspace" "residents" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "log-residents"
  sku                 = "PerGB2018"
  retention_in_days   = 400
}
