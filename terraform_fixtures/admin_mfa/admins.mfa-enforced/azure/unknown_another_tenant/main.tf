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
    }

  }
  grant_controls {
    operator          = "OR"
    built_in_controls = ["mfa"]
  }
}

resource "azurerm_lighthouse_definition" "vendor" {
  name               = "vendor"
  managing_tenant_id = "11111111-2222-3333-4444-555555555555"
  scope              = "/subscriptions/00000000-0000-0000-0000-000000000000"
  authorization {
    principal_id           = "22222222-2222-3333-4444-555555555555"
    principal_display_name = "Vendor operators"
    role_definition_id     = "b24988ac-6180-42a0-ab88-20f7382dd24c"

  }
}
resource "azurerm_lighthouse_assignment" "vendor" {
  scope                    = "/subscriptions/00000000-0000-0000-0000-000000000000"
  lighthouse_definition_id = azurerm_lighthouse_definition.vendor.id
}
