# How many people are in the group, the directory knows.

resource "azuread_group" "administrators" {
  display_name     = "administrators"
  security_enabled = true
}

resource "azurerm_role_assignment" "owner" {
  scope                = "/subscriptions/00000000-0000-0000-0000-000000000000"
  role_definition_name = "Owner"
  principal_id         = azuread_group.administrators.object_id
}
