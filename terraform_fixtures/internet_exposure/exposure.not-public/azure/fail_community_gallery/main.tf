# All users of Azure may make machines of the image.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "azurerm_shared_image_gallery" "main" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "umibe"

  sharing {
    permission = "Community"

    community_gallery {
      eula            = "https://example.jp/eula"
      prefix          = "umibe"
      publisher_email = "it@example.jp"
      publisher_uri   = "https://example.jp"
    }
  }
}

resource "azurerm_shared_image" "reception" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  gallery_name        = azurerm_shared_image_gallery.main.name
  name                = "reception"
  os_type             = "Linux"

  identifier {
    offer     = "reception"
    publisher = "umibe"
    sku       = "base"
  }
}

resource "azurerm_shared_image_version" "reception" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  gallery_name        = azurerm_shared_image_gallery.main.name
  image_name          = azurerm_shared_image.reception.name
  name                = "1.0.0"
  managed_image_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-umibe/providers/Microsoft.Compute/images/reception"

  target_region {
    name                   = "Japan East"
    regional_replica_count = 1
  }
}
