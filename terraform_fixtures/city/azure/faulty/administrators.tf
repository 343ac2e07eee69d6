# 管理者になれる人と、その経路。Who can become an administrator, and by which chain.

resource "azuread_user" "keeper" {
  user_principal_name = "keeper@umibe.example.jp"
  display_name        = "Keeper"
}

resource "azuread_user" "helpdesk" {
  user_principal_name = "helpdesk@umibe.example.jp"
  display_name        = "Helpdesk"
}

resource "azuread_user" "developer" {
  user_principal_name = "developer@umibe.example.jp"
  display_name        = "Developer"
}

resource "azuread_user" "trainee" {
  user_principal_name = "trainee@umibe.example.jp"
  display_name        = "Trainee"
}

resource "azuread_user" "second_developer" {
  user_principal_name = "second-developer@umibe.example.jp"
  display_name        = "Second developer"
}

resource "azuread_user" "second_trainee" {
  user_principal_name = "second-trainee@umibe.example.jp"
  display_name        = "Second trainee"
}

# 多要素認証を求めない者のグループ。Those of whom no second factor is asked.
resource "azuread_group" "exempt" {
  display_name     = "umibe-exempt"
  security_enabled = true
}

resource "azuread_group_member" "keeper" {
  group_object_id  = azuread_group.exempt.object_id
  member_object_id = azuread_user.keeper.object_id
}

resource "azuread_group_member" "helpdesk" {
  group_object_id  = azuread_group.exempt.object_id
  member_object_id = azuread_user.helpdesk.object_id
}

resource "azuread_group_member" "developer" {
  group_object_id  = azuread_group.exempt.object_id
  member_object_id = azuread_user.developer.object_id
}

resource "azuread_group_member" "trainee" {
  group_object_id  = azuread_group.exempt.object_id
  member_object_id = azuread_user.trainee.object_id
}

resource "azuread_group_member" "second_trainee" {
  group_object_id  = azuread_group.exempt.object_id
  member_object_id = azuread_user.second_trainee.object_id
}

resource "azuread_conditional_access_policy" "mfa" {
  display_name = "Second factor for everyone"
  state        = "enabled"

  conditions {
    client_app_types = ["all"]

    applications {
      included_applications = ["All"]
    }

    users {
      included_users  = ["All"]
      excluded_groups = [azuread_group.exempt.object_id]
    }
  }

  grant_controls {
    operator          = "OR"
    built_in_controls = ["mfa"]
  }
}

# 一段。One step.
resource "azurerm_role_assignment" "keeper" {
  scope                = "/subscriptions/${var.subscription_id}"
  role_definition_name = "Owner"
  principal_id         = azuread_user.keeper.object_id
}

# 二段。パスワードを再設定できる。Two: passwords of those without a role of the directory.
resource "azuread_directory_role_assignment" "helpdesk" {
  role_id             = "729827e3-9c14-49f7-bb1b-9608f156bbb8" # Helpdesk Administrator
  principal_object_id = azuread_user.helpdesk.object_id
}

# 三段。配備のマネージド ID に、外の ID を信頼させられる。Three, by the identity that deploys.
resource "azurerm_user_assigned_identity" "deploy" {
  name                = "id-umibe-deploy"
  location            = var.location
  resource_group_name = azurerm_resource_group.shared.name
}

resource "azurerm_role_assignment" "deploy" {
  scope                = "/subscriptions/${var.subscription_id}"
  role_definition_name = "Owner"
  principal_id         = azurerm_user_assigned_identity.deploy.principal_id
}

resource "azurerm_role_assignment" "developer" {
  scope                = azurerm_resource_group.shared.id
  role_definition_name = "Managed Identity Contributor"
  principal_id         = azuread_user.developer.object_id
}

resource "azurerm_role_assignment" "second_developer" {
  scope                = azurerm_resource_group.shared.id
  role_definition_name = "Managed Identity Contributor"
  principal_id         = azuread_user.second_developer.object_id
}

# 四段。所有するアプリケーションの秘密を作り、それとして入る。Four, by an application of his own.
resource "azuread_application" "portal" {
  display_name = "umibe-portal"
  owners       = [azuread_user.trainee.object_id]
}

resource "azuread_service_principal" "portal" {
  client_id = azuread_application.portal.client_id
}

resource "azurerm_role_assignment" "portal" {
  scope                = azurerm_resource_group.shared.id
  role_definition_name = "Managed Identity Contributor"
  principal_id         = azuread_service_principal.portal.object_id
}

# 閲覧のロールだけを割り当てられる条件付き。A condition leaves the role of a reader to assign.
resource "azurerm_role_assignment" "second_trainee" {
  scope                = azurerm_resource_group.shared.id
  role_definition_name = "Role Based Access Control Administrator"
  principal_id         = azuread_user.second_trainee.object_id
  condition_version    = "2.0"
  condition            = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {acdd72a7-3385-48ef-bd42-f606fba81ae7})) AND ((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR (@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {acdd72a7-3385-48ef-bd42-f606fba81ae7}))"
}
