data "azurerm_subscription" "current" {}
resource "azuread_user" "taro" {
  user_principal_name = "taro@city.example.jp"
  display_name        = "Taro"
}
resource "azurerm_role_assignment" "owner" {
  scope                = data.azurerm_subscription.current.id
  role_definition_name = "Owner"
  principal_id         = azuread_user.taro.object_id
}
