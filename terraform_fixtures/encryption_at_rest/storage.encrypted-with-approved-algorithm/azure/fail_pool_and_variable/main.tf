# Two that are not encrypted unless that is written.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

data "azurerm_synapse_workspace" "main" {
  name                = "syn-umibe"
  resource_group_name = azurerm_resource_group.main.name
}

resource "azurerm_synapse_sql_pool" "statistics" {
  name                 = "statistics"
  synapse_workspace_id = data.azurerm_synapse_workspace.main.id
  sku_name             = "DW100c"
  create_mode          = "Default"
  storage_account_type = "LRS"
}

resource "azurerm_automation_variable_int" "retries" {
  name                    = "retries"
  resource_group_name     = azurerm_resource_group.main.name
  automation_account_name = "aa-umibe"
  value                   = 3
  encrypted               = false
}
