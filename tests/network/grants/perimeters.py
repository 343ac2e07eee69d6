"""Cases of the service perimeters of Google Cloud, each from the page that it names."""

from __future__ import annotations

from typing import Final

from tests.network.grants.case import Case
from tests.network.grants.google import BUCKET, of

_OVERVIEW: Final = "VPC Service Controls docs, Overview of VPC Service Controls"
_DETAILS: Final = "VPC Service Controls docs, Service perimeter details and configuration"
_DRY_RUN: Final = "VPC Service Controls docs, Dry run mode for service perimeters"
_RULES: Final = "VPC Service Controls docs, Ingress and egress rules"
_BRIDGES: Final = "VPC Service Controls docs, Sharing across perimeters with bridges"
_GRANT: Final = "google_storage_bucket_iam_member__tax"
_LGWAN: Final = "serviceAccount:portal@city-lgwan.iam.gserviceaccount.com"
_OWN: Final = "serviceAccount:batch@city-tax.iam.gserviceaccount.com"
_PROJECTS: Final = """
resource "google_project" "own" {
  name       = "own"
  project_id = "city-tax"
}
resource "google_project" "other" {
  name       = "other"
  project_id = "city-lgwan"
}
"""
_STORAGE: Final = 'restricted_services = ["storage.googleapis.com"]\n'
_OWN_INSIDE: Final = 'resources = ["projects/${google_project.own.number}"]\n'
_ANYONE: Final = """
ingress_policies {
  ingress_from {
    identity_type = "ANY_IDENTITY"
    sources {
      access_level = "*"
    }
  }
  ingress_to {
    resources = ["*"]
    operations {
      service_name = "*"
    }
  }
}
"""


def _perimeter(status: str, more: str = "", block: str = "status") -> str:
    """Return a perimeter."""
    body = f"{block} {{\n{status}}}\n" if status else ""
    return f"""{_PROJECTS}
resource "google_access_context_manager_service_perimeter" "p" {{
  parent = "accessPolicies/1"
  name   = "accessPolicies/1/servicePerimeters/p"
  title  = "p"
  {more}
  {body}
}}
"""


def _case(name: str, page: str, hcl: str, outcome: str, who: str = _LGWAN) -> Case:
    member = f"""{BUCKET}
resource "google_storage_bucket_iam_member" "tax" {{
  bucket = google_storage_bucket.tax.name
  role   = "roles/storage.objectViewer"
  member = "{who}"
}}
"""
    return of(f"perimeter: {name}", page, member + hcl, **{_GRANT: outcome})


CASES: Final = (
    _case(
        "it may stop whoever is outside", _OVERVIEW, _perimeter(_STORAGE + _OWN_INSIDE), "unknown"
    ),
    _case("it stops nobody inside", _OVERVIEW, _perimeter(_STORAGE + _OWN_INSIDE), "pass", _OWN),
    _case(
        "which project a number is, is not known",
        _DETAILS,
        _perimeter(_STORAGE + 'resources = ["projects/123456789012"]\n'),
        "unknown",
    ),
    _case(
        "a service that it does not restrict",
        _OVERVIEW,
        _perimeter('restricted_services = ["bigquery.googleapis.com"]\n' + _OWN_INSIDE),
        "fail",
    ),
    _case(
        "another project's",
        _OVERVIEW,
        _perimeter(_STORAGE + 'resources = ["projects/${google_project.other.number}"]\n'),
        "fail",
    ),
    _case(
        "both projects are inside",
        _DETAILS,
        _perimeter(
            _STORAGE
            + 'resources = ["projects/${google_project.own.number}", '
            + '"projects/${google_project.other.number}"]\n'
        ),
        "fail",
    ),
    _case(
        "a dry run stops nothing",
        _DRY_RUN,
        _perimeter(_STORAGE + _OWN_INSIDE, "use_explicit_dry_run_spec = true", "spec"),
        "fail",
    ),
    _case(
        "a rule lets in whoever asks, from wherever",
        _RULES,
        _perimeter(_STORAGE + _OWN_INSIDE + _ANYONE),
        "fail",
    ),
    _case(
        "a rule lets in some",
        _RULES,
        _perimeter(
            _STORAGE + _OWN_INSIDE + _ANYONE.replace('access_level = "*"', 'access_level = "city"')
        ),
        "unknown",
    ),
    _case(
        "a bridge restricts no service",
        _BRIDGES,
        _perimeter(_OWN_INSIDE, 'perimeter_type = "PERIMETER_TYPE_BRIDGE"'),
        "fail",
    ),
    _case(
        "a project that is added to it",
        _DETAILS,
        _perimeter(_STORAGE)
        + """
resource "google_access_context_manager_service_perimeter_resource" "own" {
  perimeter_name = google_access_context_manager_service_perimeter.p.name
  resource       = "projects/${google_project.own.number}"
}
""",
        "unknown",
    ),
    _case(
        "a project that is added to one that is not in this input",
        _DETAILS,
        _PROJECTS
        + """
resource "google_access_context_manager_service_perimeter_resource" "own" {
  perimeter_name = "accessPolicies/1/servicePerimeters/p"
  resource       = "projects/${google_project.own.number}"
}
""",
        "unknown",
    ),
    _case(
        "several that are written together",
        _DETAILS,
        _PROJECTS
        + f"""
resource "google_access_context_manager_service_perimeters" "all" {{
  parent = "accessPolicies/1"
  service_perimeters {{
    name  = "accessPolicies/1/servicePerimeters/p"
    title = "p"
    status {{
      {_STORAGE}
      {_OWN_INSIDE}
    }}
  }}
}}
""",
        "unknown",
    ),
)
