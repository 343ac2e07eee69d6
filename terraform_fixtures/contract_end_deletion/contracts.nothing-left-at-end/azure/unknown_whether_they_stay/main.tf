# Whether the disks stay is known only after apply.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "terraform_data" "clean" {
  input = true
}

resource "azurerm_virtual_machine" "residents" {
  resource_group_name              = azurerm_resource_group.main.name
  location                         = azurerm_resource_group.main.location
  name                             = "vm-residents"
  network_interface_ids            = []
  vm_size                          = "Standard_D2s_v3"
  delete_os_disk_on_termination    = terraform_data.clean.output
  delete_data_disks_on_termination = terraform_data.clean.output

  storage_os_disk {
    name              = "os"
    create_option     = "FromImage"
    managed_disk_type = "Premium_LRS"
  }
}
