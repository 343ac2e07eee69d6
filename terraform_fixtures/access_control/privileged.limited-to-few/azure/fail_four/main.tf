resource "azuread_user" "administrator" {
  for_each            = toset(["hanako", "ichiro", "jiro", "taro"])
  user_principal_name = "${each.key}@city.example.jp"
  display_name        = each.key
}

resource "azurerm_role_assignment" "owner" {
  for_each             = toset(["hanako", "ichiro", "jiro", "taro"])
  scope                = "/subscriptions/00000000-0000-0000-0000-000000000000"
  role_definition_name = "Owner"
  principal_id         = azuread_user.administrator[each.key].object_id
}
