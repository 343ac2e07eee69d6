# The machine that the contractor runs may read, and nothing else.

resource "azuread_user" "administrator" {
  user_principal_name = "hanako@city.example.jp"
  display_name        = "administrator"
}

resource "azurerm_role_assignment" "owner" {
  scope                = "/subscriptions/00000000-0000-0000-0000-000000000000"
  role_definition_name = "Owner"
  principal_id         = azuread_user.administrator.object_id
}

resource "azuread_user" "contractor" {
  user_principal_name = "contractor@city.example.jp"
  display_name        = "contractor"
}

resource "azurerm_resource_group" "web" {
  name     = "web"
  location = "japaneast"
}

resource "azurerm_linux_virtual_machine" "web" {
  name                  = "web"
  resource_group_name   = azurerm_resource_group.web.name
  location              = "japaneast"
  size                  = "Standard_B2s"
  admin_username        = "operator"
  network_interface_ids = []

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Standard_LRS"
  }

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_role_assignment" "machine" {
  scope                = azurerm_resource_group.web.id
  role_definition_name = "Reader"
  principal_id         = azurerm_linux_virtual_machine.web.identity[0].principal_id
}

resource "azurerm_role_assignment" "contractor" {
  scope                = azurerm_resource_group.web.id
  role_definition_name = "Virtual Machine Contributor"
  principal_id         = azuread_user.contractor.object_id
}
