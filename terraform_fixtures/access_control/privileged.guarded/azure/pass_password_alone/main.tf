resource "azuread_user" "administrator" {
  user_principal_name = "hanako@city.example.jp"
  display_name        = "administrator"
}

resource "azurerm_role_assignment" "owner" {
  scope                = "/subscriptions/00000000-0000-0000-0000-000000000000"
  role_definition_name = "Owner"
  principal_id         = azuread_user.administrator.object_id
}
