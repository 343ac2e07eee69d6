"""Cases of OCI, each from the page that it names."""

from __future__ import annotations

from typing import Final

from tests.network.grants.case import Case

_CROSS: Final = "OCI documentation, Cross-Tenancy Access Policies"
COMPARTMENTS: Final = """
resource "oci_identity_compartment" "tax" {
  compartment_id = "ocid1.tenancy.oc1..own"
  name           = "tax"
  description    = "tax"
}
resource "oci_identity_group" "lgwan_staff" {
  compartment_id = "ocid1.tenancy.oc1..own"
  name           = "portal-staff"
  description    = "portal"
}
resource "oci_identity_group" "tax_staff" {
  compartment_id = "ocid1.tenancy.oc1..own"
  name           = "tax-staff"
  description    = "tax"
}
"""


def policy(name: str, page: str, outcome: str, *statements: str) -> Case:
    """Return the case of a policy."""
    written = ",\n    ".join(f'"{text}"' for text in statements)
    hcl = f"""{COMPARTMENTS}
resource "oci_identity_policy" "tax" {{
  compartment_id = "ocid1.tenancy.oc1..own"
  name           = "p"
  description    = "p"
  statements     = [
    {written}
  ]
}}
"""
    expected = {"oci_identity_policy.tax": outcome} if outcome else {}
    return Case(name=f"oci: {name}", page=page, hcl=hcl, expected=expected)


_SYNTAX: Final = "OCI documentation, Policy Syntax"
_DEFINED: Final = "Define tenancy Portal as ocid1.tenancy.oc1..lgwan"
CASES: Final = (
    policy(
        "a group of another zone's tenancy is admitted",
        _CROSS,
        "fail",
        _DEFINED,
        "Define group Staff as ocid1.group.oc1..aaa",
        "Admit group Staff of tenancy Portal to read buckets in compartment tax",
    ),
    policy(
        "one's own group may go to another zone's tenancy",
        _CROSS,
        "fail",
        _DEFINED,
        "Endorse group tax-staff to manage objects in tenancy Portal",
    ),
    policy(
        "any tenancy",
        _CROSS,
        "fail",
        "Endorse group tax-staff to manage objects in any-tenancy",
    ),
    policy(
        "a tenancy that nobody declares",
        _CROSS,
        "unknown",
        "Define tenancy Vendor as ocid1.tenancy.oc1..vendor",
        "Admit group Staff of tenancy Vendor to read buckets in tenancy",
    ),
    policy(
        "a tenancy that is not defined",
        _CROSS,
        "unknown",
        "Admit group Staff of tenancy Vendor to read buckets in tenancy",
    ),
    policy(
        "a group of another zone in a compartment",
        _SYNTAX,
        "fail",
        "Allow group portal-staff to read buckets in compartment tax",
    ),
    policy(
        "a group by reference",
        _SYNTAX,
        "fail",
        "Allow group ${oci_identity_group.lgwan_staff.name} to read buckets in compartment tax",
    ),
    policy(
        "a group of the same zone",
        _SYNTAX,
        "pass",
        "Allow group tax-staff to read buckets in compartment tax",
    ),
    policy(
        "a group that is not in this input",
        _SYNTAX,
        "unknown",
        "Allow group vendor to read buckets in compartment tax",
    ),
    policy(
        "a service is no zone",
        _SYNTAX,
        "",
        "Allow service objectstorage-ap-tokyo-1 to manage object-family in compartment tax",
    ),
    Case(
        name="oci: a bucket replicated into another zone's",
        page="OCI documentation, Object Storage: Using Replication",
        hcl="""
resource "oci_objectstorage_bucket" "tax" {
  compartment_id = "ocid1.compartment.oc1..tax"
  namespace      = "city"
  name           = "tax"
}
resource "oci_objectstorage_bucket" "lgwan_copy" {
  compartment_id = "ocid1.compartment.oc1..portal"
  namespace      = "city"
  name           = "copy"
}
resource "oci_objectstorage_replication_policy" "r" {
  bucket                  = oci_objectstorage_bucket.tax.name
  namespace               = "city"
  name                    = "r"
  destination_bucket_name = oci_objectstorage_bucket.lgwan_copy.name
  destination_region_name = "ap-osaka-1"
}
""",
        expected={"oci_objectstorage_replication_policy.r": "fail"},
    ),
    Case(
        name="oci: a connector to another zone's bucket",
        page="OCI documentation, Overview of Connector Hub",
        hcl="""
resource "oci_objectstorage_bucket" "lgwan_logs" {
  compartment_id = "ocid1.compartment.oc1..portal"
  namespace      = "city"
  name           = "logs"
}
resource "oci_sch_service_connector" "tax" {
  compartment_id = "ocid1.compartment.oc1..tax"
  display_name   = "tax"
  source {
    kind = "logging"
    log_sources {
      compartment_id = "ocid1.compartment.oc1..tax"
      log_group_id   = "_Audit"
    }
  }
  target {
    kind   = "objectStorage"
    bucket = oci_objectstorage_bucket.lgwan_logs.name
  }
}
""",
        expected={
            "oci_sch_service_connector.tax": "fail",
            "logs: oci_sch_service_connector.tax": "fail",
        },
    ),
)
