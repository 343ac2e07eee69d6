"""Cases of Azure, each from the page that it names."""

from __future__ import annotations

from typing import Final

from tests.network.grants.case import Case

OWN: Final = "33333333-0000-0000-0000-000000000000"
OTHER: Final = "22222222-0000-0000-0000-000000000000"
SAME: Final = "11111111-0000-0000-0000-000000000000"
PROVIDER: Final = f"""
provider "azurerm" {{
  features {{}}
  subscription_id = "{OWN}"
}}
"""
ACCOUNT: Final = """
resource "azurerm_storage_account" "%s" {
  name                     = "%s"
  resource_group_name      = "rg"
  location                 = "japaneast"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}
"""
VAULT: Final = """
resource "azurerm_key_vault" "tax" {
  name                = "tax"
  resource_group_name = "rg"
  location            = "japaneast"
  sku_name            = "standard"
  tenant_id           = "44444444-0000-0000-0000-000000000000"
}
"""


def of(name: str, page: str, hcl: str, **expected: str) -> Case:
    """Return a case of one subscription; `a__b` stands for the address `a.b`."""
    wanted = {key.replace("__", "."): outcome for key, outcome in expected.items()}
    return Case(name=f"azure: {name}", page=page, hcl=PROVIDER + hcl, expected=wanted)


def account(name: str) -> str:
    """Return a storage account."""
    return ACCOUNT % (name, name.replace("_", ""))


def service(name: str, outcome: str, **more: str) -> Case:
    """Return the case of a Private Link service."""
    written = "\n".join(f"  {path} = {value}" for path, value in more.items())
    hcl = f"""
resource "azurerm_private_link_service" "tax" {{
  name                                        = "tax"
  resource_group_name                         = "rg"
  location                                    = "japaneast"
  load_balancer_frontend_ip_configuration_ids = ["/subscriptions/{OWN}/x"]
{written}
  nat_ip_configuration {{
    name      = "a"
    primary   = true
    subnet_id = "/subscriptions/{OWN}/y"
  }}
}}
"""
    page = "Azure Private Link documentation, What is Azure Private Link service?"
    return of(name, page, hcl, azurerm_private_link_service__tax=outcome)


def replicated(name: str, destination: str, outcome: str, more: str = "") -> Case:
    """Return the case of a replication of objects."""
    hcl = f"""{account("tax")}{more}
resource "azurerm_storage_object_replication" "r" {{
  source_storage_account_id      = azurerm_storage_account.tax.id
  destination_storage_account_id = {destination}
  rules {{
    source_container_name      = "a"
    destination_container_name = "a"
  }}
}}
"""
    page = "Azure Storage documentation, Prevent object replication across Microsoft Entra tenants"
    return of(name, page, hcl, azurerm_storage_object_replication__r=outcome)


def id_of(subscription: str) -> str:
    """Return the id of a storage account of a subscription."""
    path = "resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/x"
    return f'"/subscriptions/{subscription}/{path}"'


CASES: Final = (
    replicated("replication to another zone's subscription", id_of(OTHER), "fail"),
    replicated("replication to a subscription of its zone", id_of(SAME), "pass"),
    replicated("replication within its subscription", id_of(OWN), "pass"),
    replicated(
        "replication to a subscription that nobody declares",
        id_of("55555555-0000-0000-0000-000000000000"),
        "unknown",
    ),
    replicated(
        "replication to an account of another zone in this input",
        "azurerm_storage_account.lgwan_copy.id",
        "fail",
        account("lgwan_copy"),
    ),
    service("approved beforehand", "fail", auto_approval_subscription_ids=f'["{OTHER}"]'),
    service("who sees it may ask", "unknown", visibility_subscription_ids=f'["{OTHER}"]'),
    service("its own subscription", "pass", visibility_subscription_ids=f'["{OWN}"]'),
    of(
        "a role for the identity of another zone",
        "Azure RBAC documentation, What is Azure role-based access control",
        account("tax")
        + """
resource "azurerm_user_assigned_identity" "lgwan_portal" {
  name                = "portal"
  resource_group_name = "rg"
  location            = "japaneast"
}
resource "azurerm_role_assignment" "r" {
  scope                = azurerm_storage_account.tax.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.lgwan_portal.principal_id
}
""",
        azurerm_role_assignment__r="fail",
    ),
    of(
        "a role for a group of the directory says nothing of a zone",
        "Azure RBAC documentation, What is Azure role-based access control",
        account("tax")
        + """
resource "azurerm_role_assignment" "r" {
  scope                = azurerm_storage_account.tax.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = "66666666-0000-0000-0000-000000000000"
}
""",
    ),
    of(
        "a vault opened to another tenant",
        "Azure Key Vault documentation, Assign a Key Vault access policy",
        VAULT
        + f"""
resource "azurerm_key_vault_access_policy" "p" {{
  key_vault_id       = azurerm_key_vault.tax.id
  tenant_id          = "{OTHER}"
  object_id          = "66666666-0000-0000-0000-000000000000"
  secret_permissions = ["Get"]
}}
""",
        azurerm_key_vault_access_policy__p="fail",
    ),
    of(
        "diagnostics sent to another zone's workspace",
        "Azure Monitor documentation, Diagnostic settings in Azure Monitor",
        VAULT
        + f"""
resource "azurerm_monitor_diagnostic_setting" "d" {{
  name                       = "d"
  target_resource_id         = azurerm_key_vault.tax.id
  log_analytics_workspace_id = "/subscriptions/{OTHER}/resourceGroups/r/providers/x/workspaces/w"
  enabled_log {{
    category = "AuditEvent"
  }}
}}
""",
        azurerm_monitor_diagnostic_setting__d="fail",
    ),
    of(
        "a gallery for the community",
        "Azure Virtual Machines documentation, Share gallery resources across subscriptions",
        """
resource "azurerm_shared_image_gallery" "tax" {
  name                = "tax"
  resource_group_name = "rg"
  location            = "japaneast"
  sharing {
    permission = "Community"
    community_gallery {
      eula            = "e"
      prefix          = "p"
      publisher_email = "a@city.example"
      publisher_uri   = "https://city.example"
    }
  }
}
""",
        azurerm_shared_image_gallery__tax="fail",
    ),
    of(
        "a subscription handed to a tenant by Lighthouse",
        "Azure Lighthouse documentation, Azure Lighthouse architecture",
        f"""
resource "azurerm_lighthouse_definition" "tax" {{
  name               = "vendor"
  managing_tenant_id = "{OTHER}"
  scope              = "/subscriptions/{OWN}"
  authorization {{
    principal_id       = "66666666-0000-0000-0000-000000000000"
    role_definition_id = "b24988ac-6180-42a0-ab88-20f7382dd24c"
  }}
}}
""",
        azurerm_lighthouse_definition__tax="fail",
    ),
)
