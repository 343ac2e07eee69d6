# 住民向けの窓口 · What residents use

resource "azurerm_container_registry" "main" {
  name                = "cr${local.city}"
  resource_group_name = azurerm_resource_group.shared.name
  location            = azurerm_resource_group.shared.location
  sku                 = "Premium"

  public_network_access_enabled = false

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.logs.id]
  }

  encryption {
    key_vault_key_id   = azurerm_key_vault_key.logs.id
    identity_client_id = azurerm_user_assigned_identity.logs.client_id
  }

  georeplications {
    location = "japanwest"
  }
}

resource "azurerm_servicebus_namespace" "intake" {
  name                         = "sb-${local.city}"
  resource_group_name          = azurerm_resource_group.zone["internet"].name
  location                     = azurerm_resource_group.zone["internet"].location
  sku                          = "Premium"
  capacity                     = 1
  premium_messaging_partitions = 1

  public_network_access_enabled = false

  identity {
    type         = "UserAssigned"
    identity_ids = [module.vault["internet"].identity_id]
  }

  customer_managed_key {
    key_vault_key_id = module.vault["internet"].key_id
    identity_id      = module.vault["internet"].identity_id
  }
}

resource "azurerm_servicebus_queue" "intake" {
  for_each = toset(["applications", "payments"])

  name         = each.key
  namespace_id = azurerm_servicebus_namespace.intake.id
}

resource "azurerm_service_plan" "web" {
  name                = "asp-${local.city}"
  resource_group_name = azurerm_resource_group.zone["internet"].name
  location            = azurerm_resource_group.zone["internet"].location
  os_type             = "Linux"
  sku_name            = "P1v3"
}

# 鍵は選べない · No key of one's own can be chosen for it
resource "azurerm_linux_web_app" "reservation" {
  name                = "app-${local.city}-reservation"
  resource_group_name = azurerm_resource_group.zone["internet"].name
  location            = azurerm_resource_group.zone["internet"].location
  service_plan_id     = azurerm_service_plan.web.id
  https_only          = true

  site_config {}
}
