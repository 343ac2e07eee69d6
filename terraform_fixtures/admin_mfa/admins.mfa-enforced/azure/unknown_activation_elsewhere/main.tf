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

resource "azurerm_pim_eligible_role_assignment" "given" {
  scope              = "/subscriptions/00000000-0000-0000-0000-000000000000"
  role_definition_id = "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
  principal_id       = azuread_user.taro.object_id
}
