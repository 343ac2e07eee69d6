# A contract covers it by its address.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "azurerm_managed_disk" "residents" {
  resource_group_name  = azurerm_resource_group.main.name
  location             = azurerm_resource_group.main.location
  name                 = "disk-residents"
  storage_account_type = "Premium_LRS"
  create_option        = "Empty"
  disk_size_gb         = 64
}
