"""Cases of Google Cloud, each from the page that it names."""

from __future__ import annotations

from typing import Final

from tests.network.grants.case import Case

PROVIDER: Final = """
provider "google" {
  project = "city-tax"
  region  = "asia-northeast1"
}
"""
BUCKET: Final = """
resource "google_storage_bucket" "tax" {
  name     = "tax-data"
  location = "asia-northeast1"
}
"""
_IAM: Final = "Cloud IAM docs, Principal identifiers"


def of(name: str, page: str, hcl: str, **expected: str) -> Case:
    """Return a case of one project; `a__b` stands for the address `a.b`."""
    wanted = {key.replace("__", "."): outcome for key, outcome in expected.items()}
    return Case(name=f"google: {name}", page=page, hcl=PROVIDER + hcl, expected=wanted)


def member(name: str, who: str, outcome: str) -> Case:
    """Return the case of a permission on a bucket."""
    hcl = f"""{BUCKET}
resource "google_storage_bucket_iam_member" "tax" {{
  bucket = google_storage_bucket.tax.name
  role   = "roles/storage.objectViewer"
  member = "{who}"
}}
"""
    expected = {"google_storage_bucket_iam_member__tax": outcome} if outcome else {}
    return of(name, _IAM, hcl, **expected)


CASES: Final = (
    member(
        "a service account of another zone's project",
        "serviceAccount:portal@city-lgwan.iam.gserviceaccount.com",
        "fail",
    ),
    member(
        "a service account of a project of its zone",
        "serviceAccount:batch@city-mynumber.iam.gserviceaccount.com",
        "pass",
    ),
    member(
        "a service account of its own project",
        "serviceAccount:batch@city-tax.iam.gserviceaccount.com",
        "pass",
    ),
    member("a group of another zone", "group:staff@portal.city.example", "fail"),
    member("a person of its zone", "user:taro@tax.city.example", "pass"),
    member("a person whose zone nobody declares", "user:hanako@vendor.example", "unknown"),
    member("everyone is told elsewhere", "allUsers", ""),
    member(
        "a service agent",
        "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com",
        "",
    ),
    member("the editors of another zone's project", "projectEditor:city-lgwan-1", "fail"),
    of(
        "a service account of this input that lies in another zone",
        _IAM,
        BUCKET
        + """
resource "google_service_account" "lgwan_portal" {
  account_id = "portal"
}
resource "google_storage_bucket_iam_binding" "tax" {
  bucket  = google_storage_bucket.tax.name
  role    = "roles/storage.objectViewer"
  members = ["serviceAccount:${google_service_account.lgwan_portal.email}"]
}
""",
        google_storage_bucket_iam_binding__tax="fail",
    ),
    of(
        "one that acts as a service account of another zone",
        "Cloud IAM docs, Service account impersonation",
        """
resource "google_service_account" "tax" {
  account_id = "tax"
}
resource "google_service_account_iam_member" "tax" {
  service_account_id = google_service_account.tax.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = "serviceAccount:portal@city-lgwan.iam.gserviceaccount.com"
}
""",
        google_service_account_iam_member__tax="fail",
    ),
    of(
        "a key that everyone uses: keys are no data",
        "Cloud KMS docs, Permissions and roles",
        """
resource "google_kms_crypto_key" "tax" {
  name     = "tax"
  key_ring = "projects/city-tax/locations/asia-northeast1/keyRings/r"
}
resource "google_kms_crypto_key_iam_member" "tax" {
  crypto_key_id = google_kms_crypto_key.tax.id
  role          = "roles/cloudkms.cryptoKeyDecrypter"
  member        = "allAuthenticatedUsers"
}
""",
        google_kms_crypto_key_iam_member__tax="fail",
    ),
    of(
        "an authorized view of another zone's project",
        "BigQuery docs, Authorized views",
        """
resource "google_bigquery_dataset" "tax" {
  dataset_id = "tax"
  location   = "asia-northeast1"
  access {
    role          = "OWNER"
    special_group = "projectOwners"
  }
  access {
    view {
      project_id = "city-lgwan"
      dataset_id = "open"
      table_id   = "v"
    }
  }
}
""",
        google_bigquery_dataset__tax="fail",
    ),
    of(
        "a disk made of another zone's snapshot",
        "Compute Engine docs, Restore from a snapshot",
        """
resource "google_compute_snapshot" "tax" {
  name        = "tax"
  source_disk = "projects/city-tax/zones/asia-northeast1-a/disks/tax"
}
resource "google_compute_disk" "lgwan_test" {
  name     = "test"
  zone     = "asia-northeast1-a"
  snapshot = google_compute_snapshot.tax.id
}
""",
        google_compute_disk__lgwan_test="fail",
    ),
    of(
        "logs routed to another zone's project",
        "Cloud Logging docs, Route logs to supported destinations",
        """
resource "google_logging_project_sink" "tax" {
  name        = "tax"
  destination = "logging.googleapis.com/projects/city-lgwan/locations/global/buckets/all"
}
""",
        google_logging_project_sink__tax="fail",
        **{"logs: google_logging_project_sink__tax": "fail"},
    ),
    of(
        "logs routed to a bucket of another zone in this input",
        "Cloud Logging docs, Route logs to supported destinations",
        """
resource "google_storage_bucket" "lgwan_logs" {
  name     = "logs-of-lgwan"
  location = "asia-northeast1"
}
resource "google_logging_project_sink" "tax" {
  name        = "tax"
  destination = "storage.googleapis.com/${google_storage_bucket.lgwan_logs.name}"
}
""",
        **{
            "google_logging_project_sink__tax": "fail",
            "logs: google_logging_project_sink__tax": "fail",
        },
    ),
)
