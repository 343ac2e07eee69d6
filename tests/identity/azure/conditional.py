"""Cases of conditional access: an owner of a subscription, and the policies of his tenant."""

from __future__ import annotations

from typing import Final

from tests.identity.azure.case import ELSEWHERE, ENFORCED, NOT_ENFORCED, Case

OWNER: Final = """
data "azurerm_subscription" "current" {}
resource "azuread_user" "taro" {
  user_principal_name = "taro@city.example.jp"
  display_name        = "Taro"
}
resource "azurerm_role_assignment" "owner" {
  scope                = data.azurerm_subscription.current.id
  role_definition_name = "Owner"
  principal_id         = azuread_user.taro.object_id
}
"""
GUEST: Final = """
data "azurerm_subscription" "current" {}
resource "azuread_invitation" "vendor" {
  user_email_address = "vendor@example.com"
  redirect_url       = "https://portal.azure.com"
}
resource "azurerm_role_assignment" "owner" {
  scope                = data.azurerm_subscription.current.id
  role_definition_name = "Owner"
  principal_id         = azuread_invitation.vendor.user_id
}
"""
LEGACY: Final = """
resource "azuread_conditional_access_policy" "legacy" {
  display_name = "Block legacy authentication"
  state        = "enabled"
  conditions {
    client_app_types = ["exchangeActiveSync", "other"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_users = ["All"]
    }
  }
  grant_controls {
    operator          = "OR"
    built_in_controls = ["block"]
  }
}
"""
AZURE: Final = "797f4846-ba00-4fd7-ba43-dac1f8f63013"
OTHER: Final = "00000002-0000-0ff1-ce00-000000000000"
BUILDING: Final = "Building a Conditional Access policy"
USERS: Final = "Conditional Access: Users, groups, and workload identities"
TARGETS: Final = "Conditional Access: Target resources"
CONDITIONS: Final = "Conditional Access: Conditions"
NETWORK: Final = "Conditional Access: Network assignment"
GRANT: Final = "Conditional Access: Grant"
STRENGTH: Final = "Overview of Microsoft Entra authentication strength"
DEFAULTS: Final = "Security defaults in Microsoft Entra ID"
SOMETHING: Final = "11111111-2222-3333-4444-555555555555"
PHISHING_RESISTANT: Final = (
    "/policies/authenticationStrengthPolicies/00000000-0000-0000-0000-000000000004"
)
GLOBAL_ADMINISTRATOR: Final = "62e90394-69f5-4237-9190-012177145e10"


def policy(
    name: str = "mfa",
    *,
    state: str = "enabled",
    users: str = 'included_users = ["All"]',
    applications: str = 'included_applications = ["All"]',
    clients: str = '["all"]',
    more: str = "",
    grant: str = 'built_in_controls = ["mfa"]',
    operator: str = "OR",
) -> str:
    """Return a policy that asks everyone for MFA but for what is given."""
    return f"""
resource "azuread_conditional_access_policy" "{name}" {{
  display_name = "{name}"
  state        = "{state}"
  conditions {{
    client_app_types = {clients}
    applications {{
      {applications}
    }}
    users {{
      {users}
    }}
    {more}
  }}
  grant_controls {{
    operator = "{operator}"
    {grant}
  }}
}}
"""


def group(*members: str, name: str = "some") -> str:
    """Return a group of this input."""
    return f"""
resource "azuread_group" "{name}" {{
  display_name     = "{name}"
  security_enabled = true
  members          = [{", ".join(members)}]
}}
"""


TARO: Final = "azuread_user.taro.object_id"
BREAKGLASS: Final = """
resource "azuread_user" "breakglass" {
  user_principal_name = "breakglass@city.example.jp"
  display_name        = "Emergency"
}
"""
OFFICE: Final = """
resource "azuread_named_location" "office" {
  display_name = "office"
  ip {
    ip_ranges = ["203.0.113.0/24"]
    trusted   = true
  }
}
"""
JAPAN: Final = """
resource "azuread_named_location" "japan" {
  display_name = "Japan"
  country {
    countries_and_regions                 = ["JP"]
    include_unknown_countries_and_regions = false
  }
}
"""


def locations(included: str, excluded: str = "[]") -> str:
    """Return the locations of a policy."""
    return f"""
    locations {{
      included_locations = {included}
      excluded_locations = {excluded}
    }}
"""


def platforms(included: str, excluded: str = "[]") -> str:
    """Return the platforms of a policy."""
    return f"""
    platforms {{
      included_platforms = {included}
      excluded_platforms = {excluded}
    }}
"""


def strength(combinations: str) -> str:
    """Return an authentication strength of this input."""
    return f"""
resource "azuread_authentication_strength_policy" "own" {{
  display_name         = "own"
  allowed_combinations = {combinations}
}}
"""


BY_STRENGTH: Final = (
    "authentication_strength_policy_id = azuread_authentication_strength_policy.own.id"
)


def case(name: str, page: str, hcl: str, expected: str, reason: str = "") -> Case:
    """Return a case of the owner."""
    return Case(name=name, page=page, hcl=OWNER + hcl, expected=expected, reason=reason)


def guest(name: str, page: str, hcl: str, expected: str) -> Case:
    """Return a case of a guest who is an owner."""
    who = "azuread_invitation.vendor"
    return Case(name=name, page=page, hcl=GUEST + hcl, expected=expected, who=who)


WHO: Final = (
    case("no policy at all", DEFAULTS, "", ELSEWHERE, "GCAS single sign-on"),
    case("everyone, everything", BUILDING, policy(), ENFORCED),
    case(
        "report-only alone", BUILDING, policy(state="enabledForReportingButNotEnforced"), ELSEWHERE
    ),
    case(
        "report-only beside one that is enforced",
        BUILDING,
        policy(state="enabledForReportingButNotEnforced") + LEGACY,
        NOT_ENFORCED,
    ),
    case(
        "disabled beside one that is enforced",
        BUILDING,
        policy(state="disabled") + LEGACY,
        NOT_ENFORCED,
    ),
    case(
        "excluded by name",
        USERS,
        policy(users=f'included_users = ["All"]\nexcluded_users = [{TARO}]'),
        NOT_ENFORCED,
    ),
    case(
        "another is excluded by name",
        USERS,
        BREAKGLASS
        + policy(
            users='included_users = ["All"]\nexcluded_users = [azuread_user.breakglass.object_id]'
        ),
        ENFORCED,
    ),
    case(
        "excluded by a group",
        USERS,
        group(TARO)
        + policy(
            users='included_users = ["All"]\nexcluded_groups = [azuread_group.some.object_id]'
        ),
        NOT_ENFORCED,
    ),
    case(
        "excluded by a group in a group",
        USERS,
        group(TARO)
        + group("azuread_group.some.object_id", name="outer")
        + policy(
            users='included_users = ["All"]\nexcluded_groups = [azuread_group.outer.object_id]'
        ),
        NOT_ENFORCED,
    ),
    case(
        "others are excluded by a group",
        USERS,
        BREAKGLASS
        + group("azuread_user.breakglass.object_id")
        + policy(
            users='included_users = ["All"]\nexcluded_groups = [azuread_group.some.object_id]'
        ),
        ENFORCED,
    ),
    case(
        "a group that is not in this input is excluded",
        USERS,
        policy(users=f'included_users = ["All"]\nexcluded_groups = ["{SOMETHING}"]'),
        ELSEWHERE,
        "azuread_conditional_access_policy.mfa",
    ),
    case(
        "excluded once, met by another",
        BUILDING,
        policy(users=f'included_users = ["All"]\nexcluded_users = [{TARO}]')
        + group(TARO)
        + policy("second", users="included_groups = [azuread_group.some.object_id]"),
        ENFORCED,
    ),
    case(
        "only a group he is not in",
        USERS,
        BREAKGLASS
        + group("azuread_user.breakglass.object_id")
        + policy(users="included_groups = [azuread_group.some.object_id]"),
        ELSEWHERE,
        "written for everyone",
    ),
    case(
        "a group he is in",
        USERS,
        group(TARO) + policy(users="included_groups = [azuread_group.some.object_id]"),
        ENFORCED,
    ),
    case(
        "roles of the directory do not cover roles of Azure",
        USERS,
        policy(users=f'included_roles = ["{GLOBAL_ADMINISTRATOR}"]'),
        NOT_ENFORCED,
    ),
    case(
        "a role of the directory that he has",
        USERS,
        policy(users=f'included_roles = ["{GLOBAL_ADMINISTRATOR}"]')
        + f"""
resource "azuread_directory_role_assignment" "admin" {{
  role_id             = "{GLOBAL_ADMINISTRATOR}"
  principal_object_id = {TARO}
}}
""",
        ENFORCED,
    ),
    case(
        "a role of the directory that he may activate",
        USERS,
        policy(users=f'included_roles = ["{GLOBAL_ADMINISTRATOR}"]')
        + f"""
resource "azuread_directory_role_eligibility_schedule_request" "admin" {{
  role_definition_id = "{GLOBAL_ADMINISTRATOR}"
  principal_id       = {TARO}
  directory_scope_id = "/"
  justification      = "work"
}}
""",
        ELSEWHERE,
    ),
    case(
        "excluded by a role of the directory",
        USERS,
        policy(users=f'included_users = ["All"]\nexcluded_roles = ["{GLOBAL_ADMINISTRATOR}"]')
        + f"""
resource "azuread_directory_role_assignment" "admin" {{
  role_id             = "{GLOBAL_ADMINISTRATOR}"
  principal_object_id = {TARO}
}}
""",
        NOT_ENFORCED,
    ),
    case(
        "guests alone", USERS, policy(users='included_users = ["GuestsOrExternalUsers"]'), ELSEWHERE
    ),
    guest("a guest is one of all", USERS, policy(), ENFORCED),
    guest(
        "guests alone, a guest",
        USERS,
        policy(users='included_users = ["GuestsOrExternalUsers"]'),
        ENFORCED,
    ),
    guest(
        "guests are excluded",
        USERS,
        policy(users='included_users = ["All"]\nexcluded_users = ["GuestsOrExternalUsers"]'),
        NOT_ENFORCED,
    ),
    guest(
        "guests of this kind are excluded",
        USERS,
        policy(
            users="""included_users = ["All"]
      excluded_guests_or_external_users {
        guest_or_external_user_types = ["b2bCollaborationGuest"]
        external_tenants {
          membership_kind = "all"
        }
      }"""
        ),
        NOT_ENFORCED,
    ),
    guest(
        "guests of another kind are excluded",
        USERS,
        policy(
            users="""included_users = ["All"]
      excluded_guests_or_external_users {
        guest_or_external_user_types = ["serviceProvider"]
      }"""
        ),
        ENFORCED,
    ),
    case(
        "a policy for programs meets nobody",
        USERS,
        LEGACY
        + policy(
            more="""
    client_applications {
      included_service_principals = ["ServicePrincipalsInMyTenant"]
    }""",
            users='included_users = ["None"]',
        ),
        ELSEWHERE,
    ),
)
WHAT: Final = (
    case(
        "Azure alone",
        TARGETS,
        policy(applications=f'included_applications = ["{AZURE}"]'),
        ENFORCED,
    ),
    case(
        "Azure alone, by the name that azuread gives it",
        TARGETS,
        'data "azuread_application_published_app_ids" "known" {}\n'
        + policy(
            applications="included_applications = "
            "[data.azuread_application_published_app_ids.known.result.AzureServiceManagement]"
        ),
        ENFORCED,
    ),
    case(
        "an id that differs from Azure's in its second half alone",
        TARGETS,
        policy(applications='included_applications = ["797f4846-ba00-4fd7-a711-d5ce0b8f4c32"]'),
        ELSEWHERE,
    ),
    case(
        "another application alone",
        TARGETS,
        policy(applications=f'included_applications = ["{OTHER}"]'),
        ELSEWHERE,
    ),
    case(
        "the portals alone",
        TARGETS,
        policy(applications='included_applications = ["MicrosoftAdminPortals"]'),
        ELSEWHERE,
    ),
    case(
        "Azure is excluded",
        TARGETS,
        policy(
            applications=f'included_applications = ["All"]\nexcluded_applications = ["{AZURE}"]'
        ),
        NOT_ENFORCED,
    ),
    case(
        "another is excluded",
        TARGETS,
        policy(
            applications=f'included_applications = ["All"]\nexcluded_applications = ["{OTHER}"]'
        ),
        ENFORCED,
    ),
    case(
        "an application that is not known is excluded",
        TARGETS,
        'variable "app" {\n  type = string\n}\n'
        + policy(applications='included_applications = ["All"]\nexcluded_applications = [var.app]'),
        ELSEWHERE,
    ),
    case(
        "a user action",
        TARGETS,
        policy(applications='included_user_actions = ["urn:user:registersecurityinfo"]'),
        ELSEWHERE,
    ),
)
HOW: Final = (
    case("browsers alone", CONDITIONS, policy(clients='["browser"]'), NOT_ENFORCED),
    case(
        "all clients with modern authentication",
        "Block legacy authentication with Conditional Access",
        policy(clients='["browser", "mobileAppsAndDesktopClients"]'),
        ENFORCED,
    ),
    case(
        "some platforms", CONDITIONS, policy(more=platforms('["windows", "macOS"]')), NOT_ENFORCED
    ),
    case("all platforms", CONDITIONS, policy(more=platforms('["all"]')), ENFORCED),
    case(
        "a platform is excluded",
        CONDITIONS,
        policy(more=platforms('["all"]', '["linux"]')),
        NOT_ENFORCED,
    ),
    case(
        "two policies share the platforms",
        BUILDING,
        policy(more=platforms('["all"]', '["linux"]'))
        + policy("second", more=platforms('["linux"]')),
        ENFORCED,
    ),
    case(
        "all places but the office",
        NETWORK,
        OFFICE + policy(more=locations('["All"]', "[azuread_named_location.office.id]")),
        NOT_ENFORCED,
    ),
    case(
        "all places but trusted ones",
        NETWORK,
        OFFICE + policy(more=locations('["All"]', '["AllTrusted"]')),
        NOT_ENFORCED,
    ),
    case(
        "all places but trusted ones, none of which is here",
        NETWORK,
        policy(more=locations('["All"]', '["AllTrusted"]')),
        ELSEWHERE,
    ),
    case(
        "one for all places but the office, one for the office",
        BUILDING,
        OFFICE
        + policy(more=locations('["All"]', "[azuread_named_location.office.id]"))
        + policy("second", more=locations("[azuread_named_location.office.id]")),
        ENFORCED,
    ),
    case(
        "blocked from all places but Japan, MFA in Japan alone",
        BUILDING,
        JAPAN
        + policy(
            "block",
            more=locations('["All"]', "[azuread_named_location.japan.id]"),
            grant='built_in_controls = ["block"]',
        )
        + policy(more=locations("[azuread_named_location.japan.id]")),
        ENFORCED,
    ),
    case(
        "two exclusions that may overlap",
        NETWORK,
        OFFICE
        + JAPAN
        + policy(more=locations('["All"]', "[azuread_named_location.office.id]"))
        + policy("second", more=locations('["All"]', "[azuread_named_location.japan.id]")),
        ELSEWHERE,
    ),
    case(
        "two exclusions that lie apart",
        NETWORK,
        OFFICE
        + OFFICE.replace('"office"', '"branch"').replace("203.0.113.0", "198.51.100.0")
        + policy(more=locations('["All"]', "[azuread_named_location.office.id]"))
        + policy("second", more=locations('["All"]', "[azuread_named_location.branch.id]")),
        ENFORCED,
    ),
    case(
        "risky sign-ins alone",
        CONDITIONS,
        policy(more='sign_in_risk_levels = ["medium", "high"]'),
        NOT_ENFORCED,
    ),
    case(
        "risky people alone", CONDITIONS, policy(more='user_risk_levels = ["high"]'), NOT_ENFORCED
    ),
    case(
        "one flow alone",
        "Conditional Access: Authentication flows",
        policy(more='authentication_flow_transfer_methods = ["deviceCodeFlow"]'),
        NOT_ENFORCED,
    ),
    case(
        "devices that a filter meets are excluded",
        "Conditional Access: Filter for devices",
        policy(
            more="""
    devices {
      filter {
        mode = "exclude"
        rule = "device.isCompliant -eq True"
      }
    }"""
        ),
        ELSEWHERE,
    ),
)
WHICH: Final = (
    case(
        "MFA or a compliant device",
        GRANT,
        policy(grant='built_in_controls = ["mfa", "compliantDevice"]'),
        NOT_ENFORCED,
    ),
    case(
        "MFA and a compliant device",
        GRANT,
        policy(grant='built_in_controls = ["mfa", "compliantDevice"]', operator="AND"),
        ENFORCED,
    ),
    case(
        "MFA or an approved application",
        GRANT,
        policy(grant='built_in_controls = ["mfa", "approvedApplication"]'),
        NOT_ENFORCED,
    ),
    case(
        "a compliant device alone",
        GRANT,
        LEGACY + policy(grant='built_in_controls = ["compliantDevice"]'),
        ELSEWHERE,
    ),
    case(
        "MFA or a new password",
        "conditionalAccessGrantControls resource type",
        policy(grant='built_in_controls = ["mfa", "passwordChange"]'),
        NOT_ENFORCED,
    ),
    case("blocked", GRANT, policy(grant='built_in_controls = ["block"]'), ENFORCED),
    case(
        "MFA or terms of use",
        GRANT,
        policy(grant=f'built_in_controls = ["mfa"]\nterms_of_use = ["{SOMETHING}"]'),
        NOT_ENFORCED,
    ),
    case(
        "the built-in strength against phishing",
        STRENGTH,
        policy(grant=f'authentication_strength_policy_id = "{PHISHING_RESISTANT}"'),
        ENFORCED,
    ),
    case(
        "a strength of two factors",
        STRENGTH,
        strength('["fido2", "password,softwareOath"]') + policy(grant=BY_STRENGTH),
        ENFORCED,
    ),
    case(
        "a strength that lets a password pass",
        STRENGTH,
        strength('["fido2", "password"]') + policy(grant=BY_STRENGTH),
        NOT_ENFORCED,
    ),
    case(
        "a strength that is not in this input",
        STRENGTH,
        policy(grant='authentication_strength_policy_id = "11111111-2222-3333-4444-555555555555"'),
        ELSEWHERE,
    ),
    case("controls of a session alone", GRANT, LEGACY, ELSEWHERE),
)
CASES: Final = (*WHO, *WHAT, *HOW, *WHICH)
