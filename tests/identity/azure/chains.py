"""Cases of roles, activations and chains."""

from __future__ import annotations

from typing import Final

from tests.identity.azure.case import ELSEWHERE, ENFORCED, NOBODY, NOT_ENFORCED, Case
from tests.identity.azure.conditional import AZURE, LEGACY, TARO, group, policy

BUILT_IN: Final = "Azure built-in roles for Privileged"
CUSTOM: Final = "Azure custom roles"
DEFINITIONS: Final = "Understand Azure role definitions"
SCOPES: Final = "Understand scope for Azure RBAC"
PIM: Final = "Configure Azure resource role settings in Privileged Identity Management"
PIM_GROUPS: Final = "Configure PIM for Groups settings"
DELEGATE: Final = "Examples to delegate Azure role assignment management with conditions"
ELEVATE: Final = "Elevate access to manage all Azure subscriptions and management groups"
ENTRA: Final = "Microsoft Entra built-in roles"
PASSWORDS: Final = "Microsoft Entra built-in roles, Who can reset passwords"
RUN: Final = "Run scripts in your VM by using Run Command"
LIGHTHOUSE: Final = "Tenants, users, and roles in Azure Lighthouse scenarios"
ELIGIBLE_LIGHTHOUSE: Final = "Create eligible authorizations"
OWNERS: Final = "What are the default user permissions in Microsoft Entra ID?"

BASE: Final = """
data "azurerm_subscription" "current" {}
resource "azurerm_resource_group" "one" {
  name     = "one"
  location = "japaneast"
}
resource "azurerm_resource_group" "two" {
  name     = "two"
  location = "japaneast"
}
resource "azuread_user" "taro" {
  user_principal_name = "taro@city.example.jp"
  display_name        = "Taro"
}
"""
HANAKO: Final = """
resource "azuread_user" "hanako" {
  user_principal_name = "hanako@city.example.jp"
  display_name        = "Hanako"
}
"""
# Everyone but whom it is not: what asks for MFA stands here, and leaves Taro out.
WITHOUT: Final = policy(users=f'included_users = ["All"]\nexcluded_users = [{TARO}]')
SUBSCRIPTION: Final = "data.azurerm_subscription.current.id"
ONE: Final = "azurerm_resource_group.one.id"
TWO: Final = "azurerm_resource_group.two.id"
VM: Final = """
resource "azurerm_linux_virtual_machine" "batch" {
  name                = "batch"
  resource_group_name = azurerm_resource_group.one.name
  location            = "japaneast"
  size                = "Standard_B2s"
  admin_username      = "operator"
  network_interface_ids = []
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Standard_LRS"
  }
  identity {
    type = "SystemAssigned"
  }
}
"""
IDENTITY: Final = """
resource "azurerm_user_assigned_identity" "deploy" {
  name                = "deploy"
  resource_group_name = azurerm_resource_group.one.name
  location            = "japaneast"
}
"""
PROGRAM: Final = """
resource "azuread_application" "deploy" {
  display_name = "deploy"
  owners       = [OWNERS]
}
resource "azuread_service_principal" "deploy" {
  client_id = azuread_application.deploy.client_id
}
"""


def role(
    name: str,
    scope: str = SUBSCRIPTION,
    to: str = TARO,
    *,
    of: str = "given",
    more: str = "",
) -> str:
    """Return an assignment of a built-in role."""
    return f"""
resource "azurerm_role_assignment" "{of}" {{
  scope                = {scope}
  role_definition_name = "{name}"
  principal_id         = {to}
  {more}
}}
"""


def custom(actions: str, besides: str = "[]", data: str = "[]") -> str:
    """Return a role of one's own, assigned over the subscription."""
    return f"""
resource "azurerm_role_definition" "own" {{
  name  = "own"
  scope = {SUBSCRIPTION}
  permissions {{
    actions      = {actions}
    not_actions  = {besides}
    data_actions = {data}
  }}
}}
resource "azurerm_role_assignment" "given" {{
  scope              = {SUBSCRIPTION}
  role_definition_id = azurerm_role_definition.own.role_definition_resource_id
  principal_id       = {TARO}
}}
"""


OWNER_ID: Final = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"


def eligible(scope: str = SUBSCRIPTION) -> str:
    """Return an owner who must activate it first."""
    return f"""
resource "azurerm_pim_eligible_role_assignment" "given" {{
  scope              = {scope}
  role_definition_id = "/providers/Microsoft.Authorization/roleDefinitions/{OWNER_ID}"
  principal_id       = {TARO}
}}
"""


def settings(rules: str, scope: str = SUBSCRIPTION) -> str:
    """Return the settings of that role."""
    return f"""
resource "azurerm_role_management_policy" "owner" {{
  scope              = {scope}
  role_definition_id = "/providers/Microsoft.Authorization/roleDefinitions/{OWNER_ID}"
  activation_rules {{
    {rules}
  }}
}}
"""


def holds(id_: str, to: str = TARO, more: str = "") -> str:
    """Return a role of the directory."""
    return f"""
resource "azuread_directory_role_assignment" "held" {{
  role_id             = "{id_}"
  principal_object_id = {to}
  {more}
}}
"""


def limited(text: str) -> str:
    """Return a condition on assigning roles, for both sides of it."""
    return (
        'condition_version = "2.0"\n  condition = "((!(ActionMatches{\'Microsoft.Authorization'
        "/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:"
        f'RoleDefinitionId] {text}))"'
    )


READER: Final = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
GLOBAL: Final = "62e90394-69f5-4237-9190-012177145e10"
APPLICATIONS: Final = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
HELPDESK: Final = "729827e3-9c14-49f7-bb1b-9608f156bbb8"
GROUPS_ADMINISTRATOR: Final = "fdd7a751-b60b-444a-984c-02652fe8fa1c"
GLOBAL_READER: Final = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"


def case(  # a row of a table
    name: str,
    page: str,
    hcl: str,
    expected: str,
    *through: str,
    who: str = "azuread_user.taro",
    reason: str = "",
) -> Case:
    """Return a case."""
    return Case(
        name=name,
        page=page,
        hcl=BASE + hcl,
        expected=expected,
        who=who,
        through=through,
        reason=reason,
    )


ROLES: Final = (
    case("Owner", BUILT_IN, WITHOUT + role("Owner"), NOT_ENFORCED, "Owner of this subscription"),
    case("Contributor", BUILT_IN, WITHOUT + role("Contributor"), NOT_ENFORCED),
    case(
        "User Access Administrator",
        BUILT_IN,
        WITHOUT + role("User Access Administrator"),
        NOT_ENFORCED,
    ),
    case(
        "Role Based Access Control Administrator",
        BUILT_IN,
        WITHOUT + role("Role Based Access Control Administrator"),
        NOT_ENFORCED,
    ),
    case("Reader", BUILT_IN, WITHOUT + role("Reader"), NOBODY),
    case("a role that is not known", BUILT_IN, WITHOUT + role("Some New Role"), ELSEWHERE),
    case("Owner of a resource group", SCOPES, WITHOUT + role("Owner", ONE), NOT_ENFORCED),
    case(
        "Owner of a single resource",
        SCOPES,
        WITHOUT + VM + role("Owner", "azurerm_linux_virtual_machine.batch.id"),
        NOBODY,
    ),
    case(
        "Owner of a management group",
        SCOPES,
        WITHOUT
        + 'resource "azurerm_management_group" "city" {\n  display_name = "city"\n}\n'
        + role("Owner", "azurerm_management_group.city.id"),
        NOT_ENFORCED,
        "management group",
    ),
    case(
        "a custom role that writes everything",
        CUSTOM,
        WITHOUT + custom('["*/write"]'),
        NOT_ENFORCED,
    ),
    case("a custom role with all actions", CUSTOM, WITHOUT + custom('["*"]'), NOT_ENFORCED),
    case(
        "a custom role that assigns roles",
        CUSTOM,
        WITHOUT + custom('["Microsoft.Authorization/*/write"]'),
        NOT_ENFORCED,
    ),
    case("a custom role that reads", CUSTOM, WITHOUT + custom('["*/read"]'), NOBODY),
    case(
        "a custom role like Contributor",
        DEFINITIONS,
        WITHOUT + custom('["*"]', '["Microsoft.Authorization/*/write"]'),
        NOT_ENFORCED,
    ),
    case(
        "what NotActions take away",
        DEFINITIONS,
        WITHOUT + custom('["*/write"]', '["Microsoft.Authorization/*"]'),
        NOBODY,
    ),
    case(
        "data actions administer nothing",
        DEFINITIONS,
        WITHOUT + custom("[]", "[]", '["*"]'),
        NOBODY,
    ),
    case(
        "a role that widens custom roles",
        CUSTOM,
        WITHOUT + custom('["Microsoft.Authorization/roleDefinitions/write"]'),
        ELSEWHERE,
    ),
    case(
        "an owner by a group",
        SCOPES,
        WITHOUT + group(TARO) + role("Owner", to="azuread_group.some.object_id"),
        NOT_ENFORCED,
        "is in azuread_group.some",
    ),
    case(
        "somebody whom nothing but an id names",
        "azurerm_role_assignment",
        policy()
        + role(
            "Owner", to='"11111111-2222-3333-4444-555555555555"', more='principal_type = "User"'
        ),
        ENFORCED,
        who="azurerm_role_assignment.given",
    ),
    case(
        "somebody of a data source, others are excluded",
        "azurerm_role_assignment",
        'data "azuread_user" "admin" {\n  user_principal_name = "admin@city.example.jp"\n}\n'
        + WITHOUT
        + role("Owner", to="data.azuread_user.admin.object_id"),
        ENFORCED,
        who="azurerm_role_assignment.given",
    ),
    case(
        "a group that is not in this input",
        "azurerm_role_assignment",
        WITHOUT
        + role(
            "Owner", to='"11111111-2222-3333-4444-555555555555"', more='principal_type = "Group"'
        ),
        ELSEWHERE,
        who="azurerm_role_assignment.given",
    ),
    case(
        "a group that is not in this input, another group is excluded",
        "azurerm_role_assignment",
        HANAKO
        + group("azuread_user.hanako.object_id")
        + policy(users='included_users = ["All"]\nexcluded_groups = [azuread_group.some.object_id]')
        + role(
            "Owner",
            to='"11111111-2222-3333-4444-555555555555"',
            more='principal_type = "Group"',
        ),
        ELSEWHERE,
        who="azurerm_role_assignment.given",
    ),
    case(
        "a group whose members are given elsewhere",
        SCOPES,
        policy() + group() + role("Owner", to="azuread_group.some.object_id"),
        ENFORCED,
        who="azuread_group.some",
    ),
    case(
        "a role by its id after a subscription",
        DEFINITIONS,
        WITHOUT
        + role("Owner").replace(
            'role_definition_name = "Owner"',
            'role_definition_id = "${data.azurerm_subscription.current.id}/providers'
            f'/Microsoft.Authorization/roleDefinitions/{OWNER_ID}"',
        ),
        NOT_ENFORCED,
    ),
    case(
        "whoever applies this",
        "azurerm_client_config",
        'data "azurerm_client_config" "me" {}\n'
        + WITHOUT
        + role("Owner", to="data.azurerm_client_config.me.object_id"),
        ELSEWHERE,
        who="azurerm_role_assignment.given",
    ),
    case(
        "policies of another tenant",
        "Building a Conditional Access policy",
        """
provider "azuread" {
  tenant_id = "11111111-2222-3333-4444-555555555555"
}
provider "azuread" {
  alias     = "other"
  tenant_id = "22222222-2222-3333-4444-555555555555"
}
"""
        + policy().replace("display_name", "provider = azuread.other\n  display_name", 1)
        + role("Owner"),
        ELSEWHERE,
    ),
    case(
        "somebody who may be a program",
        "azurerm_role_assignment",
        LEGACY + role("Owner", to='"11111111-2222-3333-4444-555555555555"'),
        ELSEWHERE,
        who="azurerm_role_assignment.given",
        reason="a person or a program",
    ),
    case(
        "an account that is switched off",
        "azuread_user",
        WITHOUT
        + HANAKO.replace("display_name", "account_enabled = false\n  display_name")
        + role("Owner", to="azuread_user.hanako.object_id"),
        NOBODY,
        who="azuread_user.hanako",
    ),
    case(
        "may assign Reader alone",
        DELEGATE,
        WITHOUT
        + role(
            "User Access Administrator",
            more=limited(f"ForAnyOfAnyValues:GuidEquals {{{READER}}}"),
        ),
        NOBODY,
    ),
    case(
        "may assign Owner among others",
        DELEGATE,
        WITHOUT
        + role(
            "User Access Administrator",
            more=limited(f"ForAnyOfAnyValues:GuidEquals {{{READER}, {OWNER_ID}}}"),
        ),
        NOT_ENFORCED,
    ),
    case(
        "may assign all but Owner",
        DELEGATE,
        WITHOUT
        + role(
            "User Access Administrator",
            more=limited(f"ForAnyOfAllValues:GuidNotEquals {{{OWNER_ID}}}"),
        ),
        ELSEWHERE,
    ),
    case(
        "an owner with a condition manages everything still",
        DELEGATE,
        WITHOUT + role("Owner", more=limited(f"ForAnyOfAnyValues:GuidEquals {{{READER}}}")),
        NOT_ENFORCED,
    ),
)
ACTIVATED: Final = (
    case(
        "activation asks for MFA",
        PIM,
        WITHOUT + eligible() + settings("require_multifactor_authentication = true"),
        ENFORCED,
    ),
    case(
        "activation asks for nothing",
        PIM,
        WITHOUT + eligible() + settings("require_multifactor_authentication = false"),
        NOT_ENFORCED,
        "activates Owner",
    ),
    case(
        "activation asks for an approval alone",
        PIM,
        WITHOUT
        + eligible()
        + settings("require_multifactor_authentication = false\n    require_approval = true"),
        NOT_ENFORCED,
    ),
    case(
        "settings that are not in this input",
        PIM,
        WITHOUT + eligible(),
        ELSEWHERE,
        reason="Privileged Identity Management",
    ),
    case(
        "settings of the subscription do not hold below",
        PIM,
        WITHOUT + eligible(ONE) + settings("require_multifactor_authentication = true"),
        ELSEWHERE,
    ),
    case(
        "an authentication context",
        PIM,
        WITHOUT
        + eligible()
        + settings('required_conditional_access_authentication_context = "c1"'),
        ELSEWHERE,
        reason="authentication context",
    ),
    case(
        "MFA on active assignment is asked of whoever assigns",
        PIM,
        WITHOUT
        + eligible().replace("eligible", "active")
        + settings("require_multifactor_authentication = true").replace(
            "activation_rules", "active_assignment_rules"
        ),
        NOT_ENFORCED,
    ),
    case(
        "signing in asks for MFA already",
        PIM,
        policy() + eligible() + settings("require_multifactor_authentication = false"),
        ENFORCED,
    ),
    case(
        "a membership that is activated with MFA",
        PIM_GROUPS,
        WITHOUT
        + group(name="admins")
        + role("Owner", to="azuread_group.admins.object_id")
        + f"""
resource "azuread_privileged_access_group_eligibility_schedule" "taro" {{
  group_id        = azuread_group.admins.object_id
  principal_id    = {TARO}
  assignment_type = "member"
}}
resource "azuread_group_role_management_policy" "admins" {{
  group_id = azuread_group.admins.object_id
  role_id  = "member"
  activation_rules {{
    require_multifactor_authentication = true
  }}
}}
""",
        ENFORCED,
    ),
    case(
        "an eligible Global Administrator",
        "Configure Microsoft Entra role settings in Privileged Identity Management",
        WITHOUT
        + f"""
resource "azuread_directory_role_eligibility_schedule_request" "held" {{
  role_definition_id = "{GLOBAL}"
  principal_id       = {TARO}
  directory_scope_id = "/"
  justification      = "work"
}}
""",
        ELSEWHERE,
    ),
)
POWERFUL: Final = role(
    "Owner", to="azurerm_linux_virtual_machine.batch.identity[0].principal_id", of="machine"
)
BY_IDENTITY: Final = role(
    "Owner", to="azurerm_user_assigned_identity.deploy.principal_id", of="machine"
)
BY_PROGRAM: Final = role("Owner", to="azuread_service_principal.deploy.object_id", of="machine")
CHAINS: Final = (
    case(
        "runs a command on a machine that is owner",
        RUN,
        WITHOUT + VM + POWERFUL + role("Virtual Machine Contributor", ONE),
        NOT_ENFORCED,
        "runCommand/action on azurerm_linux_virtual_machine.batch",
        "Owner of this subscription",
    ),
    case(
        "the same with MFA",
        RUN,
        policy() + VM + POWERFUL + role("Virtual Machine Contributor", ONE),
        ENFORCED,
    ),
    case(
        "the machine is no owner",
        RUN,
        WITHOUT + VM + role("Virtual Machine Contributor", ONE),
        NOBODY,
    ),
    case(
        "the machine lies in another resource group",
        SCOPES,
        WITHOUT + VM + POWERFUL + role("Virtual Machine Contributor", TWO),
        NOBODY,
    ),
    case(
        "the machine has another's identity",
        RUN,
        WITHOUT
        + IDENTITY
        + VM.replace(
            'type = "SystemAssigned"',
            'type = "UserAssigned"\n    identity_ids = [azurerm_user_assigned_identity.deploy.id]',
        )
        + BY_IDENTITY
        + role("Virtual Machine Contributor", ONE),
        NOT_ENFORCED,
    ),
    case(
        "logs in to the machine",
        "Log in to a Linux virtual machine in Azure by using Microsoft Entra ID and OpenSSH",
        WITHOUT + VM + POWERFUL + role("Virtual Machine User Login", ONE),
        ELSEWHERE,
    ),
    case(
        "trusts an issuer of his own for an identity",
        "Configure a user-assigned managed identity to trust an external identity provider",
        WITHOUT + IDENTITY + BY_IDENTITY + role("Managed Identity Contributor", ONE),
        NOT_ENFORCED,
    ),
    case(
        "puts an identity on a machine of his",
        "Configure managed identities on Azure virtual machines",
        WITHOUT
        + IDENTITY
        + BY_IDENTITY
        + custom(
            '["Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action", '
            '"Microsoft.Compute/virtualMachines/write"]'
        ),
        NOT_ENFORCED,
    ),
    case(
        "changes a function that is owner",
        "How to use managed identities for App Service and Azure Functions",
        WITHOUT
        + """
resource "azurerm_linux_function_app" "batch" {
  name                = "batch"
  resource_group_name = azurerm_resource_group.one.name
  location            = "japaneast"
  service_plan_id     = "/subscriptions/x/resourceGroups/one/providers/Microsoft.Web/serverFarms/p"
  site_config {}
  identity {
    type = "SystemAssigned"
  }
}
"""
        + role(
            "Owner",
            to="azurerm_linux_function_app.batch.identity[0].principal_id",
            of="machine",
        )
        + role("Website Contributor", ONE),
        NOT_ENFORCED,
        "azurerm_linux_function_app.batch",
    ),
    case(
        "owns the application of an owner",
        OWNERS,
        WITHOUT + PROGRAM.replace("OWNERS", TARO) + BY_PROGRAM,
        NOT_ENFORCED,
        "adds a secret",
    ),
    case(
        "owns an application that may do nothing",
        OWNERS,
        WITHOUT + PROGRAM.replace("OWNERS", TARO),
        NOBODY,
    ),
    case(
        "four steps: a group, an application, a permission, the tenant",
        "Microsoft Graph permissions reference",
        WITHOUT
        + PROGRAM.replace("OWNERS", TARO)
        + """
resource "azuread_app_role_assignment" "roles" {
  app_role_id         = "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8"
  principal_object_id = azuread_service_principal.deploy.object_id
  resource_object_id  = "11111111-2222-3333-4444-555555555555"
}
""",
        NOT_ENFORCED,
        "RoleManagement.ReadWrite.Directory",
    ),
    case(
        "Application Administrator and a program that is owner",
        ENTRA,
        WITHOUT + PROGRAM.replace("OWNERS", "") + BY_PROGRAM + holds(APPLICATIONS),
        NOT_ENFORCED,
        "any application",
    ),
    case(
        "Application Administrator without such a program",
        ENTRA,
        WITHOUT + holds(APPLICATIONS),
        NOBODY,
    ),
    case(
        "Helpdesk Administrator and an owner who has no role of the directory",
        PASSWORDS,
        policy(
            users='included_users = ["All"]\n'
            f"excluded_users = [{TARO}, azuread_user.hanako.object_id]"
        )
        + HANAKO
        + holds(HELPDESK)
        + role("Owner", to="azuread_user.hanako.object_id"),
        NOT_ENFORCED,
        "sets another password",
    ),
    case(
        "Helpdesk Administrator and an owner who signs in with MFA",
        PASSWORDS,
        WITHOUT + HANAKO + holds(HELPDESK) + role("Owner", to="azuread_user.hanako.object_id"),
        ENFORCED,
    ),
    case(
        "Groups Administrator and a group that is owner",
        ENTRA,
        WITHOUT
        + HANAKO
        + holds(GROUPS_ADMINISTRATOR)
        + group("azuread_user.hanako.object_id")
        + role("Owner", to="azuread_group.some.object_id"),
        NOT_ENFORCED,
        "makes himself a member",
    ),
    case(
        "Groups Administrator and a group that few may change",
        "Use Microsoft Entra groups to manage role assignments",
        WITHOUT
        + HANAKO
        + holds(GROUPS_ADMINISTRATOR)
        + group("azuread_user.hanako.object_id").replace(
            "security_enabled", "assignable_to_role = true\n  security_enabled"
        )
        + role("Owner", to="azuread_group.some.object_id"),
        NOBODY,
    ),
    case("Global Administrator", ELEVATE, WITHOUT + holds(GLOBAL), NOT_ENFORCED),
    case(
        "Global Administrator, with MFA for Azure alone",
        ELEVATE,
        policy(applications=f'included_applications = ["{AZURE}"]') + holds(GLOBAL),
        ELSEWHERE,
    ),
    case(
        "Global Administrator, with MFA for everything", ELEVATE, policy() + holds(GLOBAL), ENFORCED
    ),
    case("Global Reader", ENTRA, WITHOUT + holds(GLOBAL_READER), NOBODY),
    case(
        "a role over an administrative unit",
        ENTRA,
        WITHOUT
        + HANAKO
        + holds(
            HELPDESK,
            more='directory_scope_id = "/administrativeUnits/11111111-2222-3333-4444-555555555555"',
        )
        + role("Owner", to="azuread_user.hanako.object_id")
        + policy(
            "second",
            users="included_users = [azuread_user.hanako.object_id]",
            applications='included_applications = ["None"]',
        ),
        ENFORCED,
    ),
)
MORE: Final = (
    case(
        "a role of the directory by its name",
        ENTRA,
        WITHOUT
        + f"""
resource "azuread_directory_role" "admin" {{
  display_name = "Privileged Role Administrator"
}}
resource "azuread_directory_role_member" "admin" {{
  role_object_id   = azuread_directory_role.admin.object_id
  member_object_id = {TARO}
}}
""",
        NOT_ENFORCED,
        "Privileged Role Administrator",
    ),
    case(
        "a custom role that adds secrets",
        "Application registration permissions for custom roles in Microsoft Entra ID",
        WITHOUT
        + PROGRAM.replace("OWNERS", "")
        + BY_PROGRAM
        + """
resource "azuread_custom_directory_role" "secrets" {
  display_name = "secrets"
  enabled      = true
  version      = "1.0"
  permissions {
    allowed_resource_actions = ["microsoft.directory/applications/credentials/update"]
  }
}
"""
        + holds("ROLE").replace('"ROLE"', "azuread_custom_directory_role.secrets.object_id"),
        NOT_ENFORCED,
        "any application",
    ),
    case(
        "owns a group that is owner",
        OWNERS,
        WITHOUT
        + HANAKO
        + group("azuread_user.hanako.object_id").replace("members", f"owners = [{TARO}]\n  members")
        + role("Owner", to="azuread_group.some.object_id"),
        NOT_ENFORCED,
        "owner of azuread_group.some",
    ),
    case(
        "owns an application by a resource of its own",
        OWNERS,
        WITHOUT
        + PROGRAM.replace("OWNERS", "")
        + BY_PROGRAM
        + f"""
resource "azuread_application_owner" "taro" {{
  application_id  = azuread_application.deploy.id
  owner_object_id = {TARO}
}}
""",
        NOT_ENFORCED,
    ),
    case(
        "a permission of Microsoft Graph by its name",
        "Microsoft Graph permissions reference",
        WITHOUT
        + PROGRAM.replace("OWNERS", TARO)
        + """
data "azuread_service_principal" "graph" {
  client_id = "00000003-0000-0000-c000-000000000000"
}
resource "azuread_app_role_assignment" "roles" {
  app_role_id = data.azuread_service_principal.graph.app_role_ids["AppRoleAssignment.ReadWrite.All"]
  principal_object_id = azuread_service_principal.deploy.object_id
  resource_object_id  = data.azuread_service_principal.graph.object_id
}
""",
        NOT_ENFORCED,
    ),
    case(
        "a permission that leads nowhere",
        "Microsoft Graph permissions reference",
        WITHOUT
        + PROGRAM.replace("OWNERS", TARO)
        + """
resource "azuread_app_role_assignment" "roles" {
  app_role_id         = "7ab1d382-f21e-4acd-a863-ba3e13f7da61"
  principal_object_id = azuread_service_principal.deploy.object_id
  resource_object_id  = "11111111-2222-3333-4444-555555555555"
}
""",
        NOBODY,
    ),
    case(
        "a role over one application alone",
        ENTRA,
        WITHOUT
        + PROGRAM.replace("OWNERS", "")
        + BY_PROGRAM
        + holds(APPLICATIONS, more='directory_scope_id = "/11111111-2222-3333-4444-555555555555"'),
        ELSEWHERE,
    ),
)
PROGRAMS: Final = (
    case(
        "a program that is owner is no person",
        BUILT_IN,
        PROGRAM.replace("OWNERS", "") + BY_PROGRAM,
        NOBODY,
    ),
)


def delegated(block: str, role_: str, more: str = "") -> str:
    """Return what is delegated to another tenant."""
    return f"""
resource "azurerm_lighthouse_definition" "vendor" {{
  name               = "vendor"
  managing_tenant_id = "11111111-2222-3333-4444-555555555555"
  scope              = {SUBSCRIPTION}
  {block} {{
    principal_id           = "22222222-2222-3333-4444-555555555555"
    principal_display_name = "Vendor operators"
    role_definition_id     = "{role_}"
    {more}
  }}
}}
resource "azurerm_lighthouse_assignment" "vendor" {{
  scope                    = {SUBSCRIPTION}
  lighthouse_definition_id = azurerm_lighthouse_definition.vendor.id
}}
"""


CONTRIBUTOR: Final = "b24988ac-6180-42a0-ab88-20f7382dd24c"
VENDOR: Final = "azurerm_lighthouse_definition.vendor"
DELEGATED: Final = (
    case(
        "another tenant contributes",
        LIGHTHOUSE,
        policy() + delegated("authorization", CONTRIBUTOR),
        ELSEWHERE,
        who=VENDOR,
        reason="the managing tenant decides",
    ),
    case(
        "another tenant reads", LIGHTHOUSE, delegated("authorization", READER), NOBODY, who=VENDOR
    ),
    case(
        "another tenant activates with MFA",
        ELIGIBLE_LIGHTHOUSE,
        delegated(
            "eligible_authorization",
            CONTRIBUTOR,
            'just_in_time_access_policy {\n      multi_factor_auth_provider = "Azure"\n    }',
        ),
        ENFORCED,
        who=VENDOR,
    ),
    case(
        "another tenant activates without",
        ELIGIBLE_LIGHTHOUSE,
        delegated("eligible_authorization", CONTRIBUTOR),
        ELSEWHERE,
        who=VENDOR,
    ),
)
CASES: Final = (*ROLES, *ACTIVATED, *CHAINS, *MORE, *PROGRAMS, *DELEGATED)
