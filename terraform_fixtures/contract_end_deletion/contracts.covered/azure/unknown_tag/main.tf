# Which contract its tag names is known only after apply.

resource "terraform_data" "contract" {
  input = "residents"
}

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "azurerm_managed_disk" "statistics" {
  resource_group_name  = azurerm_resource_group.main.name
  location             = azurerm_resource_group.main.location
  name                 = "disk-statistics"
  storage_account_type = "Premium_LRS"
  create_option        = "Empty"
  disk_size_gb         = 64
  tags                 = { Contract = terraform_data.contract.output }
}
