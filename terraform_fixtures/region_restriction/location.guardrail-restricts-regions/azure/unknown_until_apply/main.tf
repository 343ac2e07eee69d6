# What is known only after apply decides.

resource "terraform_data" "regions" {
  input = ["japaneast"]
}

resource "azurerm_subscription_policy_assignment" "regions" {
  name                 = "regions"
  subscription_id      = "/subscriptions/00000000-0000-0000-0000-000000000000"
  policy_definition_id = "/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c"

  parameters = jsonencode({
    listOfAllowedLocations = { value = terraform_data.regions.output }
  })
}
