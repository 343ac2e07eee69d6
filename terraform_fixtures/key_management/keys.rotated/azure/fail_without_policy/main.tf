# Nothing rotates a key without a policy; one that only reminds does not either.

data "azurerm_key_vault" "main" {
  name                = "kv-umibe"
  resource_group_name = "rg-umibe"
}

resource "azurerm_key_vault_key" "plain" {
  name         = "plain"
  key_vault_id = data.azurerm_key_vault.main.id
  key_type     = "RSA"
  key_size     = 3072
  key_opts     = ["wrapKey", "unwrapKey"]
}

resource "azurerm_key_vault_key" "reminded" {
  name         = "reminded"
  key_vault_id = data.azurerm_key_vault.main.id
  key_type     = "RSA"
  key_size     = 3072
  key_opts     = ["wrapKey", "unwrapKey"]

  rotation_policy {
    expire_after         = "P1Y"
    notify_before_expiry = "P30D"
  }
}
