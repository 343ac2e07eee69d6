# The policy of a key of a Managed HSM is a resource of its own.

variable "hsm" {
  type    = string
  default = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-umibe/providers/Microsoft.KeyVault/managedHSMs/hsm-umibe"
}

resource "azurerm_key_vault_managed_hardware_security_module_key" "cmk" {
  name           = "cmk"
  managed_hsm_id = var.hsm
  key_type       = "RSA-HSM"
  key_size       = 3072
  key_opts       = ["wrapKey", "unwrapKey"]
}

resource "azurerm_key_vault_managed_hardware_security_module_key_rotation_policy" "cmk" {
  managed_hsm_key_id  = azurerm_key_vault_managed_hardware_security_module_key.cmk.id
  expire_after        = "P1Y"
  time_after_creation = "P180D"
}
