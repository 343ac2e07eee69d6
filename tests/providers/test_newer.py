"""Attributes that newer versions of a provider have: each is read where it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloudguard.assets.logs import LogDelivery
from cloudguard.assets.storage import Copy, Store
from cloudguard.values import Known, Reference
from tests.folders import country, known, one, written

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


REPLICATION = """
resource "aws_s3tables_table_bucket_replication" "it" {
  table_bucket_arn = "arn:aws:s3tables:ap-northeast-1:123456789012:bucket/forms"
  rule {
    destination {
      destination_table_bucket_arn = "arn:aws:s3tables:us-east-1:123456789012:bucket/forms"
    }
  }
}
"""


def test_a_replica_of_a_table_bucket_is_a_copy(tmp_path: Path) -> None:
    assert country(one(written(tmp_path, REPLICATION), Copy).location) == "US"


DELIVERED = """
resource "aws_cognito_log_delivery_configuration" "it" {
  user_pool_id = "p"
  log_configurations {
    event_source = "userNotification"
    log_level    = "ERROR"
    cloud_watch_logs_configuration {
      log_group_arn = aws_cloudwatch_log_group.it.arn
    }
  }
}
resource "aws_prometheus_query_logging_configuration" "it" {
  workspace_id = "w"
  destination {
    cloudwatch_logs {
      log_group_arn = aws_cloudwatch_log_group.it.arn
    }
  }
}
resource "aws_cloudwatch_log_group" "it" { name = "it" }
"""


def test_logs_are_delivered_where_a_newer_version_names_it(tmp_path: Path) -> None:
    assets = written(tmp_path, DELIVERED)
    found = [asset for asset in assets if isinstance(asset, LogDelivery)]
    assert len(found) == 2
    for delivery in found:
        named = [known(to) for to in delivery.destinations if isinstance(known(to), Reference)]
        assert [to.address for to in named] == ["aws_cloudwatch_log_group.it"]
