"""What is easily taken for compliant and is not: each trap, and the tests that hold it.

A test is named by its file (under tests/) and name, a fixture by its folder (under
terraform_fixtures/, whose name says how it is judged). That they exist is asserted below;
what no other test holds is tested here.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from cloudguard.assets.storage import Copy, ObjectStore, Store
from cloudguard.providers import understand
from cloudguard.sources.resource import Resources
from tests.building import configured, made
from tests.folders import contents, country, known, one, written

ROOT: Final = Path(__file__).parents[2]
AWS: Final = "providers/aws/"
AZURE: Final = "providers/azure/"
GOOGLE: Final = "providers/google/"
OCI: Final = "providers/oci/"
SAKURA: Final = "providers/sakura/"
REGION: Final = "region_restriction/location.allowed/"
COPIES: Final = "region_restriction/location.copies-allowed/"
LOGS: Final = "log_retention/"
OWN_KEY: Final = "test_always_encrypted_and_under_ones_own_key_only_where_one_is_named"
NINETY_DAYS: Final = "test_the_activity_log_is_kept_for_ninety_days_unless_it_is_sent_elsewhere"
VERSIONS: Final = "test_versions_of_deleted_objects_stay_until_something_deletes_them"

TRAPS: Final[dict[str, tuple[str, ...]]] = {
    # Where things lie
    "GCS ASIA1 is in Japan; Spanner's and KMS's asia1 is not": (
        GOOGLE + "test_traps.py::test_where_a_bucket_lies",
        GOOGLE + "test_traps.py::test_a_place_is_by_service",
        GOOGLE + "test_traps.py::test_a_database_of_spanner_lies_with_its_instance",
        REGION + "google/fail_multi_regions",
    ),
    "dual-region-japan1 is in Japan": (
        GOOGLE + "test_traps.py::test_a_database_of_spanner_lies_with_its_instance",
        REGION + "google/pass_pairs_of_regions_in_japan",
    ),
    "custom_placement_config pins a bucket": (
        GOOGLE + "test_traps.py::test_a_placement_pins_a_bucket",
        REGION + "google/pass_pairs_of_regions_in_japan",
    ),
    "ap-northeast-2 and asia-northeast3 are Seoul": (
        REGION + "aws/fail_seoul",
        REGION + "google/fail_seoul",
        "providers/test_traps.py::test_seoul_is_not_in_japan",
    ),
    "a Local Zone may lie abroad": (
        REGION + "aws/fail_local_zone_abroad",
        AWS + "test_storage.py::test_a_directory_bucket_lies_in_its_zone",
    ),
    "OCI's realm oc8 is another cloud": (
        OCI + "test_joins.py::test_a_region_of_another_realm_counts_where_it_is_allowed_by_name",
        OCI + "test_joins.py::test_a_place_of_another_realm_passes_where_the_organisation_names_it",
        REGION + "oci/unknown_other_realm",
    ),
    "an OCID names its region, in the short form as well": (
        OCI + "test_joins.py::test_an_ocid_names_its_region_in_either_form",
    ),
    "Japan East is japaneast": (
        AZURE + "test_joins.py::test_japan_east_is_one_place_however_it_is_spelt",
        REGION + "azure/pass_spellings",
    ),
    "children lie where their parent does, not where their group does": (
        AZURE + "test_joins.py::test_a_child_lies_where_its_parent_lies",
        AZURE + "test_joins.py::test_a_group_says_nothing_of_what_is_in_it",
        REGION + "azure/pass_inherited",
    ),
    "geo-redundant by default: backup vaults, SQL, storage": (
        AZURE + "test_joins.py::test_a_database_is_geo_redundant_by_default",
        AZURE + "test_joins.py::test_geo_redundant_storage_is_kept_in_the_paired_region",
        COPIES + "azure/fail_geo_by_default",
        "providers/test_traps.py::test_a_vault_of_backups_is_geo_redundant_by_default",
    ),
    "a Sakura bucket is made through the AWS provider's endpoints": (
        AWS + "test_storage.py::test_a_bucket_at_sakura_is_not_of_aws",
    ),
    "tk1v is the sandbox": (
        SAKURA + "test_joins.py::test_a_zone_is_its_own_or_the_provider_blocks",
        SAKURA + "test_joins.py::test_each_provider_block_has_a_default_of_its_own",
        REGION + "sakura/unknown_sandbox",
    ),
    # What is encrypted
    "Sakura's disks are not encrypted by default, and some services never are": (
        "encryption_at_rest/storage.encrypted/sakura/fail_nothing_written",
        "encryption_at_rest/storage.encrypted/sakura/fail_older_provider",
        SAKURA + "test_joins.py::test_a_bucket_is_in_the_clear_until_it_is_told_to_encrypt",
        "providers/test_traps.py::test_what_sakura_does_not_encrypt",
    ),
    "always encrypted is not under one's own key": (
        GOOGLE + f"test_traps.py::{OWN_KEY}",
        "key_management/storage.encrypted-with-own-key/azure/fail_platform_keys",
        "key_management/storage.encrypted-with-own-key/oci/fail_oracles_keys",
    ),
    # How things end
    "Google's deletion_policy = ABANDON leaves what Terraform forgets": (
        GOOGLE + "test_ends.py::test_what_stays",
        GOOGLE + "test_ends.py::test_the_provider_block_may_forbid_or_forget_everything",
    ),
    "Google's buckets are softly deleted for 7 days": (
        GOOGLE + "test_ends.py::test_soft_delete_of_a_bucket",
        GOOGLE + "test_traps.py::test_what_is_deleted_is_kept_seven_days_longer_by_default",
    ),
    "retain_backups_on_delete leaves the backups of Cloud SQL": (
        GOOGLE + "test_ends.py::test_what_stays",
    ),
    "versions keep what is deleted": (f"providers/test_versions.py::{VERSIONS}",),
    # Logs
    "OCI's logging keeps 180 days at most; a connector to a bucket lifts that": (
        OCI + "test_joins.py::test_a_connector_carries_a_log_to_a_bucket",
        LOGS + "logs.retained/oci/fail_logging_alone",
        LOGS + "logs.retained/oci/pass_connector_to_bucket",
    ),
    "Azure's activity log is kept for 90 days unless exported": (
        AZURE + f"test_joins.py::{NINETY_DAYS}",
        LOGS + "logs.retained/azure/fail_activity_log_of_a_new_subscription",
    ),
    "diagnostic settings are judged at their destination": (
        LOGS + "logs.retained/azure/fail_lifecycle",
        LOGS + "logs.retained/azure/pass_account_beside_workspace",
        AZURE + "test_joins.py::test_a_retention_policy_deletes_before_the_account_does",
    ),
    "_Default keeps 30 days": (
        GOOGLE + "test_traps.py::test_a_log_bucket_keeps_thirty_days_unless_it_is_told",
        LOGS + "logs.retained/google/fail_default_keeps_thirty_days",
    ),
    "Google's data-access logs are off": (
        GOOGLE + "test_traps.py::test_access_to_data_is_not_recorded_unless_something_says_so",
        LOGS + "logs.recorded/google/fail_switched_off",
    ),
    "who is exempted from audit leaves no trace": (
        GOOGLE + "test_traps.py::test_who_is_exempted_leaves_no_trace",
        LOGS + "logs.recorded/google/fail_somebody_exempted",
    ),
    # Other providers
    "google-beta, azapi and awscc hold data": (
        "providers/test_traps.py::test_google_beta_is_google",
        AZURE + "test_joins.py::test_azapi_is_read_by_its_type",
        AWS + "test_awscc.py::test_every_type_of_the_schema_is_read_by_exactly_one_thing",
        AWS + "test_mixed.py::test_a_policy_of_the_other_provider_opens_a_store",
    ),
    "helper providers hold none; kubernetes and helm are outside": (
        "providers/test_traps.py::test_helpers_and_clusters_are_excluded_by_name",
    ),
    "a cloud that is not on the list is a finding": ("supplier_contract/clouds.adopted/other",),
}


@cache
def _tests(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("trap", TRAPS)
def test_each_trap_is_held_by_tests_that_exist(trap: str) -> None:
    for named in TRAPS[trap]:
        file, _, test = named.partition("::")
        if test:
            assert test in _tests(file), named
        else:
            assert any((ROOT / "terraform_fixtures" / named).rglob("plan.json")), named


SEOUL = """
provider "aws" { region = "ap-northeast-2" }
resource "aws_s3_bucket" "a" { bucket = "a" }
resource "google_storage_bucket" "g" {
  name     = "g"
  location = "asia-northeast3"
}
"""


def test_seoul_is_not_in_japan(tmp_path: Path) -> None:
    assets = written(tmp_path, SEOUL)
    assert [country(one(assets, ObjectStore, name).location) for name in (".a", ".g")] == ["KR"] * 2


VAULT = """
resource "azurerm_recovery_services_vault" "it" {
  name     = "it"
  location = "japaneast"
  sku      = "Standard"
  MODE
}
"""


@pytest.mark.parametrize(
    ("mode", "copies"),
    [("", ["japanwest"]), ('storage_mode_type = "LocallyRedundant"', [])],
)
def test_a_vault_of_backups_is_geo_redundant_by_default(
    tmp_path: Path, mode: str, copies: list[str]
) -> None:
    assets = written(tmp_path, VAULT.replace("MODE", mode))
    found = [asset.location for asset in assets if isinstance(asset, Copy)]
    assert [known(where).name for where in found] == copies


UNENCRYPTED = """
resource "sakura_disk" "it" { name = "it" }
resource "sakuracloud_disk" "older" { name = "older" }
resource "sakura_nfs" "files" { name = "files" }
"""


def test_what_sakura_does_not_encrypt(tmp_path: Path) -> None:
    assets = written(tmp_path, UNENCRYPTED)
    stores = [asset for asset in assets if isinstance(asset, Store)]
    assert len(stores) == 3
    assert not any(known(store.encrypted) is True for store in stores)


BETA = """
resource "google_storage_bucket" "it" {
  provider = google-beta
  name     = "it"
  location = "ASIA1"
}
"""


def test_google_beta_is_google(tmp_path: Path) -> None:
    store = one(written(tmp_path, BETA), ObjectStore)
    assert (store.provider, country(store.location)) == ("google", "JP")


OTHERS = """
resource "random_password" "it" { length = 20 }
resource "null_resource" "it" {}
resource "tls_private_key" "it" { algorithm = "RSA" }
resource "time_static" "it" {}
resource "local_file" "it" { filename = "a" }
resource "kubernetes_secret" "it" {}
resource "helm_release" "it" { name = "it" }
"""


def test_helpers_and_clusters_are_excluded_by_name(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(OTHERS, encoding="utf-8")
    with contents(tmp_path) as found:
        became = understand(found.resources, found.configuration)
    assert became.excluded == {
        "helper provider: nothing in the cloud": 5,
        "inside a cluster: outside of what is judged": 2,
    }
    assert (became.judged, became.types_not_understood) == (0, {})


def test_what_no_table_knows_is_said_not_to_be_understood() -> None:
    became = understand(Resources([made("google_not_yet_known")]), configured())
    assert became.types_not_understood == {"google_not_yet_known": 1}
