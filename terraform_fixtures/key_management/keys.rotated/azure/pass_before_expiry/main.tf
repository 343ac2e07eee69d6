# Rotated sixty days before a version expires, which is after a year.

data "azurerm_key_vault" "main" {
  name                = "kv-umibe"
  resource_group_name = "rg-umibe"
}

resource "azurerm_key_vault_key" "cmk" {
  name         = "cmk"
  key_vault_id = data.azurerm_key_vault.main.id
  key_type     = "RSA"
  key_size     = 3072
  key_opts     = ["wrapKey", "unwrapKey"]

  rotation_policy {
    expire_after = "P1Y"

    automatic {
      time_before_expiry = "P60D"
    }
  }
}
