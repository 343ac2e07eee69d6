# The activity log of a subscription is kept for ninety days where nothing sends it elsewhere.

resource "azurerm_subscription" "residents" {
  subscription_name = "residents"
  billing_scope_id  = "/providers/Microsoft.Billing/billingAccounts/000/enrollmentAccounts/000"
}
