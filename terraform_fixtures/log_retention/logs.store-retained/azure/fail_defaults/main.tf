# Thirty days in a workspace and ninety in Application Insights, by default.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "azurerm_log_analytics_workspace" "main" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "log-main"
  sku                 = "PerGB2018"
}

resource "azurerm_application_insights" "main" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "appi-umibe"
  application_type    = "web"
  workspace_id        = azurerm_log_analytics_workspace.main.id
}
