# サーバー、追加ディスク、バックアップの対象 · A server, its further disk, and that it is backed up

variable "name" {
  type = string
}

variable "resource_group_name" {
  type = string
}

variable "location" {
  type = string
}

variable "subnet_id" {
  type = string
}

variable "disk_size_gb" {
  type = number
}

variable "disk_encryption_set_id" {
  type = string
}

variable "encrypt_data" {
  type    = bool
  default = true
}

variable "vault_name" {
  type = string
}

variable "vault_group" {
  type = string
}

variable "policy_id" {
  type = string
}

resource "azurerm_network_interface" "this" {
  name                = "nic-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location

  ip_configuration {
    name                          = "internal"
    subnet_id                     = var.subnet_id
    private_ip_address_allocation = "Dynamic"
  }
}

resource "azurerm_linux_virtual_machine" "this" {
  name                       = var.name
  resource_group_name        = var.resource_group_name
  location                   = var.location
  size                       = "Standard_D4s_v5"
  admin_username             = "umibe"
  network_interface_ids      = [azurerm_network_interface.this.id]
  encryption_at_host_enabled = true

  admin_ssh_key {
    username   = "umibe"
    public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample"
  }

  os_disk {
    caching                = "ReadWrite"
    storage_account_type   = "Premium_ZRS"
    disk_encryption_set_id = var.disk_encryption_set_id
  }

  source_image_reference {
    publisher = "RedHat"
    offer     = "RHEL"
    sku       = "9-lvm-gen2"
    version   = "latest"
  }
}

resource "azurerm_managed_disk" "data" {
  name                   = "disk-${var.name}"
  resource_group_name    = var.resource_group_name
  location               = var.location
  storage_account_type   = "Premium_ZRS"
  create_option          = "Empty"
  disk_size_gb           = var.disk_size_gb
  disk_encryption_set_id = var.encrypt_data ? var.disk_encryption_set_id : null
}

resource "azurerm_virtual_machine_data_disk_attachment" "data" {
  managed_disk_id    = azurerm_managed_disk.data.id
  virtual_machine_id = azurerm_linux_virtual_machine.this.id
  lun                = 0
  caching            = "ReadWrite"
}

resource "azurerm_backup_protected_vm" "this" {
  resource_group_name = var.vault_group
  recovery_vault_name = var.vault_name
  source_vm_id        = azurerm_linux_virtual_machine.this.id
  backup_policy_id    = var.policy_id
}
