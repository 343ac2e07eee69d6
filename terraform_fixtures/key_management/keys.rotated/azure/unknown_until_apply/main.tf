# What is known only after apply decides.

data "azurerm_key_vault" "main" {
  name                = "kv-umibe"
  resource_group_name = "rg-umibe"
}

resource "terraform_data" "period" {
  input = "P90D"
}

resource "azurerm_key_vault_key" "cmk" {
  name         = "cmk"
  key_vault_id = data.azurerm_key_vault.main.id
  key_type     = "RSA"
  key_size     = 3072
  key_opts     = ["wrapKey", "unwrapKey"]

  rotation_policy {

    automatic {
      time_after_creation = terraform_data.period.output
    }
  }
}
