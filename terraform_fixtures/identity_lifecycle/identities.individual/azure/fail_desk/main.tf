resource "azuread_user" "clerk" {
  user_principal_name = "madoguchi@desk.example.jp"
  display_name        = "clerk"
}

resource "azurerm_role_assignment" "reader" {
  scope                = "/subscriptions/00000000-0000-0000-0000-000000000000"
  role_definition_name = "Contributor"
  principal_id         = azuread_user.clerk.object_id
}
