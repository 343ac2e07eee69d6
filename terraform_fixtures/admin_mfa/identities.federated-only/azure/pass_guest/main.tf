resource "azuread_invitation" "vendor" {
  user_email_address = "vendor@example.com"
  redirect_url       = "https://portal.azure.com"
}
resource "azurerm_role_assignment" "owner" {
  scope                = "/subscriptions/00000000-0000-0000-0000-000000000000"
  role_definition_name = "Owner"
  principal_id         = azuread_invitation.vendor.user_id
}

resource "azuread_conditional_access_policy" "mfa" {
  display_name = "mfa"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_users = ["All"]
    }

  }
  grant_controls {
    operator          = "OR"
    built_in_controls = ["mfa"]
  }
}
