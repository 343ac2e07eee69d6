# The rule reports and denies nothing.

resource "azurerm_policy_definition" "regions" {
  name         = "regions"
  policy_type  = "Custom"
  mode         = "Indexed"
  display_name = "Regions of Japan alone"

  parameters = jsonencode({
    regions = {
      type         = "Array"
      defaultValue = ["japaneast", "japanwest"]
    }
  })

  policy_rule = jsonencode({
    if = {
      allOf = [
        { field = "location", notIn = "[parameters('regions')]" },
        { field = "location", notEquals = "global" },
      ]
    }
    then = { effect = "audit" }
  })
}

resource "azurerm_subscription_policy_assignment" "regions" {
  name                 = "regions"
  subscription_id      = "/subscriptions/00000000-0000-0000-0000-000000000000"
  policy_definition_id = azurerm_policy_definition.regions.id
}
