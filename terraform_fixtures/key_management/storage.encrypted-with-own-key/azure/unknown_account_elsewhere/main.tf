# The key of a container is that of its account, which is not in this input.

data "azurerm_storage_account" "data" {
  name                = "umibedata"
  resource_group_name = "rg-umibe"
}

resource "azurerm_storage_container" "data" {
  name               = "data"
  storage_account_id = data.azurerm_storage_account.data.id
}
