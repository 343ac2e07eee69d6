# The server that the databases belong to is not in this input.

data "azurerm_mssql_server" "main" {
  name                = "sql-umibe"
  resource_group_name = "rg-umibe"
}

resource "azurerm_mssql_database" "tax" {
  name      = "tax"
  server_id = data.azurerm_mssql_server.main.id
}
