# Whoever asks may pull the images.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "azurerm_container_registry" "main" {
  resource_group_name    = azurerm_resource_group.main.name
  location               = azurerm_resource_group.main.location
  name                   = "umibe"
  sku                    = "Standard"
  anonymous_pull_enabled = true
}
