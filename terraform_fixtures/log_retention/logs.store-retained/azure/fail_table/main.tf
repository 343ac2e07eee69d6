# A table that keeps less than its workspace, which is not in this input.

data "azurerm_log_analytics_workspace" "common" {
  name                = "log-common"
  resource_group_name = "rg-common"
}

resource "azurerm_log_analytics_workspace_table" "admin" {
  name              = "AzureActivity"
  workspace_id      = data.azurerm_log_analytics_workspace.common.id
  retention_in_days = 90
}
