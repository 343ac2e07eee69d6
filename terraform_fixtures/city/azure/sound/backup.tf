# バックアップ · Backups

resource "azurerm_recovery_services_vault" "main" {
  name                         = "rsv-${local.city}"
  resource_group_name          = azurerm_resource_group.shared.name
  location                     = azurerm_resource_group.shared.location
  sku                          = "Standard"
  immutability                 = "Locked"
  cross_region_restore_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.logs.id]
  }

  encryption {
    key_id                            = azurerm_key_vault_key.logs.versionless_id
    infrastructure_encryption_enabled = true
    use_system_assigned_identity      = false
    user_assigned_identity_id         = azurerm_user_assigned_identity.logs.id
  }
}

resource "azurerm_backup_policy_vm" "daily" {
  name                = "daily"
  resource_group_name = azurerm_resource_group.shared.name
  recovery_vault_name = azurerm_recovery_services_vault.main.name
  timezone            = "Tokyo Standard Time"

  backup {
    frequency = "Daily"
    time      = "02:00"
  }

  retention_daily {
    count = 35
  }
}

resource "azurerm_data_protection_backup_vault" "main" {
  name                = "bvault-${local.city}"
  resource_group_name = azurerm_resource_group.shared.name
  location            = azurerm_resource_group.shared.location
  datastore_type      = "VaultStore"
  redundancy          = "GeoRedundant"
  immutability        = "Locked"
  soft_delete         = "AlwaysOn"

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_data_protection_backup_vault_customer_managed_key" "main" {
  data_protection_backup_vault_id = azurerm_data_protection_backup_vault.main.id
  key_vault_key_id                = azurerm_key_vault_key.logs.id
}

resource "azurerm_data_protection_backup_policy_disk" "daily" {
  name                            = "daily"
  vault_id                        = azurerm_data_protection_backup_vault.main.id
  backup_repeating_time_intervals = ["R/2026-01-01T02:00:00+09:00/P1D"]
  default_retention_duration      = "P35D"
}
