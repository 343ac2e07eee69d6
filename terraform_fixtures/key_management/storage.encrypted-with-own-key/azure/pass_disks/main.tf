# Disks under a disk encryption set, which stands for a key of the vault.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

data "azurerm_key_vault" "main" {
  name                = "kv-umibe"
  resource_group_name = "rg-umibe-keys"
}

resource "azurerm_key_vault_key" "main" {
  name         = "cmk"
  key_vault_id = data.azurerm_key_vault.main.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = ["wrapKey", "unwrapKey"]

  rotation_policy {
    expire_after         = "P1Y"
    notify_before_expiry = "P30D"

    automatic {
      time_before_expiry = "P60D"
    }
  }
}

resource "azurerm_disk_encryption_set" "main" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "des-umibe"
  key_vault_key_id    = azurerm_key_vault_key.main.id

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_managed_disk" "data" {
  resource_group_name    = azurerm_resource_group.main.name
  location               = azurerm_resource_group.main.location
  name                   = "disk-data"
  storage_account_type   = "Premium_LRS"
  create_option          = "Empty"
  disk_size_gb           = 64
  disk_encryption_set_id = azurerm_disk_encryption_set.main.id
}

resource "azurerm_linux_virtual_machine" "main" {
  resource_group_name        = azurerm_resource_group.main.name
  location                   = azurerm_resource_group.main.location
  name                       = "vm-umibe"
  size                       = "Standard_D2s_v5"
  admin_username             = "umibe"
  network_interface_ids      = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-umibe/providers/Microsoft.Network/networkInterfaces/nic-umibe"]
  encryption_at_host_enabled = true

  admin_ssh_key {
    username   = "umibe"
    public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample"
  }

  os_disk {
    caching                = "ReadWrite"
    storage_account_type   = "Premium_LRS"
    disk_encryption_set_id = azurerm_disk_encryption_set.main.id
  }

  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "latest"
  }
}

resource "azurerm_snapshot" "data" {
  name                = "snap-data"
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  create_option       = "Copy"
  source_resource_id  = azurerm_managed_disk.data.id
}
