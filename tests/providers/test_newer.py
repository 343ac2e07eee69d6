"""Attributes that newer versions of a provider have: each is read where it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloudguard.assets.storage import Copy, Store
from cloudguard.values import Known
from tests.providers.sakura.folders import country, known, one, written

KEY = '"arn:aws:kms:ap-northeast-1:123456789012:key/1"'
ARCHIVE = f'resource "aws_cloudwatch_event_archive" "it" {{\n kms_key_identifier = {KEY}\n}}'
FLINK = f"""
resource "aws_kinesisanalyticsv2_application" "it" {{
  application_configuration {{
    application_encryption_configuration {{
      key_type = "CUSTOMER_MANAGED_KEY"
      key_id   = {KEY}
    }}
  }}
}}
"""
COLLECTION = f"""
resource "aws_opensearchserverless_collection" "it" {{
  name              = "it"
  encryption_config = [{{ kms_key_arn = {KEY} }}]
}}
"""
RESULTS = f"""
resource "aws_athena_workgroup" "it" {{
  name = "it"
  configuration {{
    managed_query_results_configuration {{
      enabled = true
      encryption_configuration {{
        kms_key = {KEY}
      }}
    }}
  }}
}}
"""
POOL = """
resource "google_privateca_ca_pool" "it" {
  location = "asia-northeast1"
  encryption_spec {
    cloud_kms_key = "projects/p/locations/asia-northeast1/keyRings/r/cryptoKeys/k"
  }
}
"""


@pytest.mark.parametrize("text", [ARCHIVE, FLINK, COLLECTION, RESULTS, POOL])
def test_a_key_is_read_where_a_newer_version_names_it(tmp_path: Path, text: str) -> None:
    key = one(written(tmp_path, text), Store).key
    assert isinstance(key, Known)
    assert key.value is not None
    assert "key" in str(key.value.name)


SUPPLIED = """
resource "google_compute_disk" "it" {
  name = "it"
  zone = "asia-northeast1-a"
  disk_encryption_key {
    PATH = VALUE
  }
}
"""


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("raw_key", '"a"'),
        ("rsa_encrypted_key", '"a"'),
        ("raw_key_wo_version", "1"),
        ("rsa_encrypted_key_wo_version", "1"),
    ],
)
def test_a_key_that_the_customer_supplies_is_no_key_of_google(
    tmp_path: Path, path: str, value: str
) -> None:
    text = SUPPLIED.replace("PATH", path).replace("VALUE", value)
    assert f"{path} decides" in known(one(written(tmp_path, text), Store).key)


def test_no_collection_s_key_is_guessed(tmp_path: Path) -> None:
    text = 'resource "aws_opensearchserverless_collection" "it" { name = "it" }'
    assert "encryption policy" in known(one(written(tmp_path, text), Store).key)


WITNESS = """
resource "aws_dynamodb_table" "it" {
  name = "it"
  replica { region_name = "ap-northeast-3" }
  global_table_witness { region_name = "us-east-1" }
}
"""
INCIDENTS = """
resource "aws_ssmincidents_replication_set" "it" {
  regions { name = "ap-northeast-1" }
  regions { name = "us-east-1" }
}
"""
RUN = """
resource "google_cloud_run_v2_service" "it" {
  name     = "it"
  location = "global"
  multi_region_settings { regions = ["asia-northeast1", "us-east1"] }
}
"""


@pytest.mark.parametrize("text", [WITNESS, INCIDENTS, RUN])
def test_copies_are_found_where_a_newer_version_names_them(tmp_path: Path, text: str) -> None:
    copies = [asset for asset in written(tmp_path, text) if isinstance(asset, Copy)]
    assert sorted(country(copy.location) for copy in copies) == ["JP", "US"]
