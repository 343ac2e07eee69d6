"""Zones, keys, buckets and logs of SAKURA Cloud, judged from folders as a user writes them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from cloudguard.assets import Asset, Placed
from cloudguard.assets.keys import Key
from cloudguard.assets.location import ProviderDefault
from cloudguard.assets.logs import LogDelivery, LogSource, ServiceLog
from cloudguard.assets.storage import Copy, ObjectStore, Store
from cloudguard.values import Known, Reference, Unknown
from tests.folders import country, known, one, written

Judge: TypeAlias = Callable[[str], list[Asset]]


@pytest.fixture
def folder(tmp_path: Path) -> Judge:
    """Return what understands the text of a configuration."""
    return partial(written, tmp_path)


NO_ZONE = "the provider block names no zone; it comes from the environment (SAKURA_ZONE, a profile)"


@pytest.mark.parametrize("family", ["sakura", "sakuracloud"])
@pytest.mark.parametrize(
    ("block", "own", "expected"),
    [
        ('zone = "is1a"', "", "JP"),
        ('zone = "tk1b"', 'zone = "is1c"', "JP"),
        ("", 'zone = "tk1a"', "JP"),
        ("", "", NO_ZONE),
        ('zone = "zz9z"', "", None),
        (
            'zone = "is1a"',
            'zone = "tk1v"',
            "tk1v is the sandbox, where nothing works as it does in a real zone",
        ),
    ],
)
def test_a_zone_is_its_own_or_the_provider_blocks(
    folder: Judge, family: str, block: str, own: str, expected: str | None
) -> None:
    assets = folder(f"""
        provider "{family}" {{ {block} }}
        resource "{family}_disk" "it" {{
          name = "it"
          {own}
        }}
    """)
    assert country(one(assets, Store).location) == expected


def test_each_provider_block_has_a_default_of_its_own(folder: Judge) -> None:
    assets = folder("""
        provider "sakura" { zone = "is1a" }
        provider "sakura" {
          alias = "tokyo"
          zone  = "tk1a"
        }
        provider "sakuracloud" { zone = "tk1v" }
        resource "sakura_disk" "it" { name = "it" }
    """)
    found = {a.id: country(a.location) for a in assets if isinstance(a, ProviderDefault)}
    assert found["provider.sakura"] == found["provider.sakura.tokyo"] == "JP"
    assert "sandbox" in found["provider.sakuracloud"]


def test_a_zone_taken_from_another_resource_is_that_resources(folder: Judge) -> None:
    assets = folder("""
        resource "sakura_disk" "a" {
          name = "a"
          zone = "is1b"
        }
        resource "sakura_disk" "b" {
          name = "b"
          zone = sakura_disk.a.zone
        }
    """)
    assert known(one(assets, Store, ".b").location).name == "is1b"


def test_a_dns_zone_is_no_zone_of_the_cloud(folder: Judge) -> None:
    assets = folder('resource "sakura_dns" "it" { zone = "city.example.jp" }')
    assert country(one(assets, Placed).location) == "JP"


@pytest.mark.parametrize(
    ("text", "rotation", "rotatable"),
    [
        ('resource "sakura_kms" "it" { name = "it" }', None, True),
        (
            """resource "sakura_kms" "it" {
                 name           = "it"
                 rotate_version = 2
               }""",
            "rotated by hand whenever rotate_version is raised: no attribute says how often",
            True,
        ),
        (
            """resource "sakura_kms" "it" {
                 name       = "it"
                 key_origin = "imported"
               }""",
            None,
            False,
        ),
        ('resource "sakuracloud_kms" "it" { name = "it" }', None, True),
    ],
)
def test_a_key_is_rotated_by_hand_or_not_at_all(
    folder: Judge, text: str, rotation: Any, *, rotatable: bool
) -> None:
    key = one(folder(text), Key)
    assert known(key.rotation_days) == rotation
    assert known(key.rotatable) is rotatable
    assert known(key.enabled) is True
    assert country(key.location) == "JP"


BUCKET = """
    resource "sakura_kms" "main" { name = "main" }
    resource "sakura_object_storage_bucket" "it" {
      name    = "city"
      site_id = "tky01"
    }
"""
SETTINGS = """
    resource "sakura_object_storage_bucket_encryption_config" "it" {
      bucket     = sakura_object_storage_bucket.it.name
      site_id    = "tky01"
      kms_key_id = sakura_kms.main.id
    }
    resource "sakura_object_storage_bucket_versioning" "it" {
      bucket                   = "city"
      access_key               = "a"
      secret_key               = "s"
      versioning_configuration = { status = "Enabled" }
    }
"""


def test_a_bucket_is_in_the_clear_until_it_is_told_to_encrypt(folder: Judge) -> None:
    bucket = one(folder(BUCKET), ObjectStore)
    assert known(bucket.encrypted) is False
    assert known(bucket.versioned) is False
    assert country(bucket.location) == "JP"


def test_a_bucket_is_joined_with_what_configures_it(folder: Judge) -> None:
    bucket = one(folder(BUCKET + SETTINGS), ObjectStore)
    assert known(bucket.encrypted) is True
    assert known(bucket.key).name == Reference("sakura_kms.main", "id")
    assert known(bucket.key).holder == "customer"
    assert known(bucket.versioned) is True


def test_a_configuration_that_may_be_another_buckets_leaves_it_unknown(folder: Judge) -> None:
    text = BUCKET + SETTINGS.replace("sakura_object_storage_bucket.it.name", "var.bucket")
    assets = folder(text + 'variable "bucket" {}')
    assert isinstance(one(assets, ObjectStore).encrypted, Unknown)


@pytest.mark.parametrize(
    ("own", "expected"), [('server_side_encryption = "AES256"', True), ("", False)]
)
def test_an_object_is_encrypted_by_itself_or_by_its_bucket(
    folder: Judge, own: str, *, expected: bool
) -> None:
    assets = folder(f"""{BUCKET}
        resource "sakura_object_storage_object" "it" {{
          bucket     = sakura_object_storage_bucket.it.name
          key        = "list.csv"
          access_key = "a"
          secret_key = "s"
          {own}
        }}
    """)
    kept = one(assets, Store, "object.it")
    assert known(kept.encrypted) is expected
    assert known(kept.location).name == "tky01"


def test_a_replica_lies_where_the_other_bucket_does(folder: Judge) -> None:
    assets = folder(f"""{BUCKET}
        resource "sakura_object_storage_bucket" "other" {{
          name    = "copy"
          site_id = "isk01"
        }}
        resource "sakura_object_storage_bucket_replication_config" "it" {{
          bucket             = sakura_object_storage_bucket.it.name
          site_id            = "tky01"
          destination_bucket = sakura_object_storage_bucket.other.name
        }}
    """)
    assert known(one(assets, Copy).location).name == "isk01"


DATABASE = """
    resource "sakura_database" "it" {
      name     = "it"
      username = "u"
      MORE
    }
"""
ROUTING = """
    resource "sakura_monitoring_suite_log_storage" "logs" {
      name                  = "logs"
      retention_period_days = 400
    }
    resource "sakura_monitoring_suite_log_routing" "it" {
      resource_id    = sakura_database.it.id
      storage_id     = sakura_monitoring_suite_log_storage.logs.id
      publisher_code = "database"
      variant        = "log"
    }
"""


def test_a_service_whose_log_goes_nowhere_is_not_recorded(folder: Judge) -> None:
    log = one(folder(DATABASE.replace("MORE", "")), ServiceLog)
    assert known(log.enabled) is False
    assert known(log.delivered) is False


def test_a_service_that_is_connected_and_not_routed_is_unknown(folder: Judge) -> None:
    text = DATABASE.replace("MORE", "monitoring_suite = { enabled = true }")
    log = one(folder(text), ServiceLog)
    assert known(log.enabled) is True
    assert isinstance(log.delivered, Unknown)


def test_a_log_is_delivered_where_its_routing_says(folder: Judge) -> None:
    assets = folder(DATABASE.replace("MORE", "") + ROUTING)
    log = one(assets, ServiceLog)
    assert (known(log.enabled), known(log.delivered)) == (True, True)
    assert known(one(assets, LogSource).delivered) is True
    (destination,) = one(assets, LogDelivery).destinations
    assert known(destination).address == "sakura_monitoring_suite_log_storage.logs"


def test_a_router_may_send_its_log_to_a_server_of_syslog(folder: Judge) -> None:
    assets = folder("""
        resource "sakuracloud_vpc_router" "it" {
          name        = "it"
          syslog_host = "192.168.0.9"
        }
    """)
    assert known(one(assets, ServiceLog).delivered) is True
    assert known(one(assets, LogDelivery).destinations[0]) == "192.168.0.9"


def test_tags_are_words_and_pairs(folder: Judge) -> None:
    assets = folder("""
        resource "sakura_disk" "it" {
          name = "it"
          tags = ["municipality=sendai", "@auto-reboot"]
        }
    """)
    assert known(one(assets, Store).tags) == {"municipality": "sendai", "@auto-reboot": ""}


SITE = """
    resource "sakura_webaccel" "it" {
      name             = "it"
      domain_type      = "subdomain"
      request_protocol = "https"
      origin_parameters = {
        type        = "KIND"
        bucket_name = BUCKET
      }
      MORE
    }
"""
SWITCH = """
    resource "sakura_webaccel_activation" "it" {
      site_id = sakura_webaccel.it.id
      enabled = ENABLED
    }
"""
LIST = """
    resource "sakura_webaccel_acl" "it" {
      site_id = sakura_webaccel.it.id
      acl     = "deny all"
    }
"""
ON = SWITCH.replace("ENABLED", "true")


def site(more: str = "", kind: str = "bucket", bucket: str = "BUCKET.it.name") -> str:
    """Return a bucket and a site of the Web Accelerator that fetches from one."""
    name = bucket.replace("BUCKET", "sakura_object_storage_bucket")
    text = SITE.replace("MORE", more).replace("KIND", kind).replace("BUCKET", name)
    return BUCKET + 'variable "v" {}' + text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BUCKET, False),
        (site() + ON, True),
        (site() + SWITCH.replace("ENABLED", "false"), False),
        (site() + SWITCH.replace("ENABLED", "var.v"), Unknown),
        (site(), Unknown),
        (site() + ON + LIST, Unknown),
        (site('onetime_url_secrets_wo = ["made up"]') + ON, False),
        (site("onetime_url_secrets_wo_version = 1") + ON, False),
        (site(kind="web") + ON, False),
        (site(bucket='"another"') + ON, False),
        (site(bucket="var.v") + ON, Unknown),
    ],
)
def test_a_bucket_is_open_where_a_site_publishes_it(
    folder: Judge, text: str, expected: Any
) -> None:
    found = one(folder(text), ObjectStore).public
    assert (found.value if isinstance(found, Known) else Unknown) is expected


@pytest.mark.parametrize(
    ("acl", "expected"),
    [("", False), ('acl = "private"', False), ('acl = "public-read"', True)],
)
def test_an_object_is_open_as_its_own_list_says(folder: Judge, acl: str, *, expected: bool) -> None:
    assets = folder(f"""{BUCKET}
        resource "sakura_object_storage_object" "it" {{
          bucket     = sakura_object_storage_bucket.it.name
          key        = "list.csv"
          access_key = "a"
          secret_key = "s"
          {acl}
        }}
    """)
    assert known(one(assets, Store, "object.it").public) is expected


@pytest.mark.parametrize(
    ("type_", "more", "days", "imported"),
    [
        ("sakura_kms", "", 0, False),
        ("sakura_kms", "schedule_destruction_days = 30", 30, False),
        ("sakura_kms", 'key_origin = "imported"', 0, True),
        ("sakuracloud_kms", "", 0, False),
        ("sakuracloud_kms", 'key_origin = "imported"', 0, True),
    ],
)
def test_a_key_is_destroyed_at_once_unless_a_schedule_is_set(
    folder: Judge, type_: str, more: str, days: int, *, imported: bool
) -> None:
    key = one(folder(f'resource "{type_}" "it" {{\n  name = "it"\n  {more}\n}}'), Key)
    assert known(key.recoverable_days) == days
    assert known(key.imported) is imported
    assert known(key.deletion_protected) is False
