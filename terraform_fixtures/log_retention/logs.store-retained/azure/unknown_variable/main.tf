# A variable without a value decides.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

variable "days" {
  type = number
}

resource "azurerm_log_analytics_workspace" "main" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "log-main"
  sku                 = "PerGB2018"
  retention_in_days   = var.days
}
