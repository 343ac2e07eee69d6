# A configuration file inside the website tells which of its pages ask who is there.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "azurerm_static_web_app" "main" {
  resource_group_name = azurerm_resource_group.main.name
  location            = "East Asia"
  name                = "umibe"
}
