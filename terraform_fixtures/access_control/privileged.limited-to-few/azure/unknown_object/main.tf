# Whether this is a person or a group, and of how many, the directory knows.

resource "azurerm_role_assignment" "owner" {
  scope                = "/subscriptions/00000000-0000-0000-0000-000000000000"
  role_definition_name = "Owner"
  principal_id         = "33333333-2222-3333-4444-555555555555"
}
