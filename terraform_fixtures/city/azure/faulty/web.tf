# 住民向けの窓口 · What residents use

resource "azurerm_container_registry" "main" {
  name                = "cr${local.city}"
  resource_group_name = azurerm_resource_group.shared.name
  location            = azurerm_resource_group.shared.location
  sku                 = "Premium"

  anonymous_pull_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.logs.id]
  }

  encryption {
    key_vault_key_id   = azurerm_key_vault_key.logs.id
    identity_client_id = azurerm_user_assigned_identity.logs.client_id
  }

  georeplications {
    location = "Korea Central"
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

resource "azurerm_redis_cache" "session" {
  name                 = "redis-${local.city}"
  resource_group_name  = azurerm_resource_group.zone["internet"].name
  location             = azurerm_resource_group.zone["internet"].location
  capacity             = 1
  family               = "C"
  sku_name             = "Standard"
  non_ssl_port_enabled = false
}

resource "azurerm_communication_service" "notices" {
  name                = "acs-${local.city}"
  resource_group_name = azurerm_resource_group.shared.name
}

resource "azurerm_cdn_frontdoor_profile" "web" {
  name                = "afd-${local.city}"
  resource_group_name = azurerm_resource_group.shared.name
  sku_name            = "Standard_AzureFrontDoor"
}

resource "azurerm_application_insights" "web" {
  name                = "appi-${local.city}"
  resource_group_name = azurerm_resource_group.shared.name
  location            = azurerm_resource_group.shared.location
  application_type    = "web"
  workspace_id        = azurerm_log_analytics_workspace.operations.id
}
