resource "azuread_user" "taro" {
  user_principal_name = "taro@city.example.jp"
  display_name        = "Taro"
}
resource "azurerm_role_assignment" "owner" {
  scope                = "/subscriptions/00000000-0000-0000-0000-000000000000"
  role_definition_name = "Owner"
  principal_id         = azuread_user.taro.object_id
}
