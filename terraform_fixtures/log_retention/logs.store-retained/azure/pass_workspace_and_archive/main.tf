# A workspace of two years; a table of thirty days with an archive of two years.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "azurerm_log_analytics_workspace" "main" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "log-main"
  sku                 = "PerGB2018"
  retention_in_days   = 730
}

resource "azurerm_log_analytics_workspace_table" "AppTraces" {
  name                    = "AppTraces"
  workspace_id            = azurerm_log_analytics_workspace.main.id
  retention_in_days       = 30
  total_retention_in_days = 730
}
