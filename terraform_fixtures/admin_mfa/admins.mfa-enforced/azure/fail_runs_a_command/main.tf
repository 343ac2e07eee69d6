resource "azurerm_resource_group" "one" {
  name     = "one"
  location = "japaneast"
}
resource "azurerm_resource_group" "two" {
  name     = "two"
  location = "japaneast"
}
resource "azuread_user" "taro" {
  user_principal_name = "taro@city.example.jp"
  display_name        = "Taro"
}

resource "azuread_conditional_access_policy" "mfa" {
  display_name = "mfa"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_users = ["All"]
      excluded_users = [azuread_user.taro.object_id]
    }

  }
  grant_controls {
    operator          = "OR"
    built_in_controls = ["mfa"]
  }
}

resource "azurerm_linux_virtual_machine" "batch" {
  name                  = "batch"
  resource_group_name   = azurerm_resource_group.one.name
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
  scope                = "/subscriptions/00000000-0000-0000-0000-000000000000"
  role_definition_name = "Owner"
  principal_id         = azurerm_linux_virtual_machine.batch.identity[0].principal_id

}

resource "azurerm_role_assignment" "given" {
  scope                = azurerm_resource_group.one.id
  role_definition_name = "Virtual Machine Contributor"
  principal_id         = azuread_user.taro.object_id

}
