# The account that decides is of another configuration.

resource "azurerm_storage_container" "leaflets" {
  name                  = "leaflets"
  storage_account_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-umibe/providers/Microsoft.Storage/storageAccounts/elsewhere"
  container_access_type = "blob"
}
