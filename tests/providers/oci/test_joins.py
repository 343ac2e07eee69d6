"""Regions, keys, buckets, logs and guardrails of OCI, judged from folders as a user writes them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from cloudguard.assets import Asset, Place
from cloudguard.assets.keys import Key
from cloudguard.assets.location import ProviderDefault, RegionGuardrail
from cloudguard.assets.logs import AuditTrail, LogDelivery, LogSource, ServiceLog
from cloudguard.assets.storage import Copy, LogStore, ObjectStore, Store
from cloudguard.providers import understand
from cloudguard.providers.oci.provider import NO_REGION, regions
from cloudguard.sources.configuration import Configuration
from cloudguard.sources.resource import Resource, Resources
from cloudguard.sources.secrets import Secrets
from cloudguard.values import Known, Reference, Unknown
from cloudguard.verdicts import Outcome
from tests.folders import country, findings, known, one, written
from tests.judging import FIXTURES

Judge: TypeAlias = Callable[[str], list[Asset]]
TOKYO = """
    provider "oci" { region = "ap-tokyo-1" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Judge:
    """Return what understands the text of a configuration."""
    return partial(written, tmp_path)


VOLUME = """
    resource "oci_core_volume" "it" {
      compartment_id      = "ocid1.compartment.oc1..aaaa"
      availability_domain = DOMAIN
    }
"""


@pytest.mark.parametrize(
    ("region", "domain", "expected"),
    [
        ("ap-tokyo-1", "var.domain", "JP"),
        ("nrt", "var.domain", "JP"),
        ("ap-seoul-1", "var.domain", "KR"),
        ("", '"Uocm:AP-OSAKA-1-AD-1"', "JP"),
        ("", '"Uocm:PHX-AD-1"', "US"),
        ("", '"Uocm:US-ASHBURN-AD-2"', "US"),
        (
            "ap-chiyoda-1",
            '"Uocm:PHX-AD-1"',
            "ap-chiyoda-1 is a region of the realm oc8, not of oc1",
        ),
        ("xx-nowhere-1", "var.domain", None),
        (
            "ap-chiyoda-1",
            "var.domain",
            "ap-chiyoda-1 is a region of the realm oc8, not of oc1",
        ),
        ("ukb", "var.domain", "ap-ibaraki-1 is a region of the realm oc8, not of oc1"),
        (
            "",
            "var.domain",
            NO_REGION,
        ),
    ],
)
def test_a_resource_lies_in_the_provider_blocks_region_or_in_its_domain(
    folder: Judge, region: str, domain: str, expected: str | None
) -> None:
    block = f'provider "oci" {{ region = "{region}" }}' if region else ""
    assets = folder(f"{block}\n variable domain {{}}\n{VOLUME.replace('DOMAIN', domain)}")
    assert country(one(assets, Store).location) == expected


def test_a_region_of_another_realm_counts_where_it_is_allowed_by_name(folder: Judge) -> None:
    assets = folder(
        'provider "oci" { region = "ap-ibaraki-1" }' + VOLUME.replace("DOMAIN", "var.d")
    )
    where = one(assets, ProviderDefault).location
    assert isinstance(where, Unknown)
    assert [choice.value for choice in where.among] == [Place("ap-ibaraki-1", None)]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("ocid1.filesystem.oc1.ap-osaka-1.aaaa", "JP"),
        ("ocid1.filesystem.oc1.iad.aaaa", "US"),
        ("ocid1.filesystem.oc1.nrt.aaaa", "JP"),
        ("ocid1.filesystem.oc8.ap-chiyoda-1.aaaa", "ap-chiyoda-1 is a region of the realm oc8"),
    ],
)
def test_an_ocid_names_its_region_in_either_form(folder: Judge, target: str, expected: str) -> None:
    assets = folder(
        TOKYO
        + f"""
        resource "oci_file_storage_replication" "it" {{
          compartment_id = "ocid1.compartment.oc1..aaaa"
          source_id      = "ocid1.filesystem.oc1.ap-tokyo-1.aaaa"
          target_id      = "{target}"
        }}
    """
    )
    assert country(one(assets, Copy).location).startswith(expected)


def test_a_copy_to_a_resource_lies_where_that_does(folder: Judge) -> None:
    assets = folder("""
        provider "oci" { region = "ap-tokyo-1" }
        provider "oci" {
          alias  = "abroad"
          region = "us-phoenix-1"
        }
        resource "oci_file_storage_file_system" "there" {
          provider            = oci.abroad
          availability_domain = "Uocm:PHX-AD-1"
          compartment_id      = "ocid1.compartment.oc1..aaaa"
        }
        resource "oci_file_storage_replication" "it" {
          compartment_id = "ocid1.compartment.oc1..aaaa"
          source_id      = "ocid1.filesystem.oc1.ap-tokyo-1.aaaa"
          target_id      = oci_file_storage_file_system.there.id
        }
    """)
    assert country(one(assets, Copy).location) == "US"
    defaults = {a.id: country(a.location) for a in assets if isinstance(a, ProviderDefault)}
    assert defaults == {"provider.oci": "JP", "provider.oci.abroad": "US"}


VAULT = """
    resource "oci_kms_vault" "it" {
      compartment_id = "ocid1.compartment.oc1..aaaa"
      display_name   = "it"
      vault_type     = "KIND"
    }
    resource "oci_kms_key" "it" {
      compartment_id      = "ocid1.compartment.oc1..aaaa"
      display_name        = "it"
      management_endpoint = oci_kms_vault.it.management_endpoint
      key_shape {
        algorithm = "AES"
        length    = 32
      }
      MORE
    }
"""
EVERY = """
      is_auto_rotation_enabled = true
      auto_key_rotation_details { rotation_interval_in_days = 90 }
"""


@pytest.mark.parametrize(
    ("kind", "more", "rotation", "rotatable"),
    [
        ("VIRTUAL_PRIVATE", EVERY, 90, True),
        ("VIRTUAL_PRIVATE", "", None, True),
        ("VIRTUAL_PRIVATE", "is_auto_rotation_enabled = true", "rotated by itself", True),
        ("DEFAULT", "", None, "only keys of a virtual private vault"),
        ("DEFAULT", 'protection_mode = "EXTERNAL"', None, False),
    ],
)
def test_a_key_is_rotated_in_a_private_vault(
    folder: Judge, kind: str, more: str, rotation: Any, rotatable: Any
) -> None:
    key = one(folder(TOKYO + VAULT.replace("KIND", kind).replace("MORE", more)), Key)
    for found, expected in ((key.rotation_days, rotation), (key.rotatable, rotatable)):
        if isinstance(expected, str):
            assert known(found).startswith(expected)
        else:
            assert known(found) == expected
    assert known(key.enabled) is True


def test_a_disabled_key_is_said_to_be(folder: Judge) -> None:
    text = TOKYO + VAULT.replace("MORE", 'desired_state = "DISABLED"')
    assert known(one(folder(text), Key).enabled) is False


BUCKET = """
    resource "oci_objectstorage_bucket" "it" {
      compartment_id = "ocid1.compartment.oc1..aaaa"
      namespace      = "city"
      name           = "logs"
      MORE
    }
"""
LOCKED = """
      versioning = "Disabled"
      retention_rules {
        display_name = "short"
        duration {
          time_amount = 30
          time_unit   = "DAYS"
        }
      }
      retention_rules {
        display_name     = "long"
        time_rule_locked = "2027-01-01T00:00:00Z"
        duration {
          time_amount = 2
          time_unit   = "YEARS"
        }
      }
"""
LIFECYCLE = """
    resource "oci_objectstorage_object_lifecycle_policy" "it" {
      namespace = "city"
      bucket    = oci_objectstorage_bucket.it.name
      rules {
        name        = "delete"
        action      = "ACTION"
        is_enabled  = ENABLED
        time_amount = "90"
        time_unit   = "DAYS"
        MORE
      }
    }
"""


def test_a_bucket_is_locked_by_its_strongest_rule(folder: Judge) -> None:
    bucket = one(folder(TOKYO + BUCKET.replace("MORE", LOCKED)), ObjectStore)
    assert (known(bucket.lock).mode, known(bucket.lock).days) == ("compliance", 730)
    plain = one(folder(TOKYO + BUCKET.replace("MORE", "")), ObjectStore)
    assert known(plain.lock) is None
    assert known(plain.versioned) is False
    assert known(plain.key) is None
    assert known(plain.encrypted) is True


def test_a_rule_that_is_not_locked_can_be_lifted_and_one_without_duration_has_no_end(
    folder: Judge,
) -> None:
    rule = 'retention_rules { display_name = "hold" }'
    lock = known(one(folder(TOKYO + BUCKET.replace("MORE", rule)), ObjectStore).lock)
    assert (lock.mode, lock.days) == ("governance", None)


@pytest.mark.parametrize(
    ("action", "enabled", "more", "expected"),
    [
        ("DELETE", "true", "", 90),
        ("DELETE", "false", "", None),
        ("ARCHIVE", "true", "", None),
        ("DELETE", "true", 'target = "previous-object-versions"', None),
        ("DELETE", "true", 'object_name_filter { inclusion_prefixes = ["tmp/"] }', 90),
    ],
)
def test_a_lifecycle_deletes_what_it_says(
    folder: Judge, action: str, enabled: str, more: str, expected: int | None
) -> None:
    policy = LIFECYCLE.replace("ACTION", action).replace("ENABLED", enabled)
    text = TOKYO + BUCKET.replace("MORE", "") + policy.replace("MORE", more)
    assert known(one(folder(text), ObjectStore).retention_days) == expected


def test_a_replica_lies_in_the_region_that_the_policy_names(folder: Judge) -> None:
    assets = folder(f"""{TOKYO}{BUCKET.replace("MORE", "")}
        resource "oci_objectstorage_replication_policy" "it" {{
          namespace               = "city"
          bucket                  = oci_objectstorage_bucket.it.name
          name                    = "abroad"
          destination_bucket_name = "copy"
          destination_region_name = "us-ashburn-1"
        }}
    """)
    copy = one(assets, Copy)
    assert country(copy.location) == "US"
    assert copy.of == "oci_objectstorage_bucket.it"


def test_an_object_is_kept_as_its_bucket_is(folder: Judge) -> None:
    key = 'kms_key_id = "ocid1.key.oc1.ap-tokyo-1.b.a"'
    assets = folder(f"""{TOKYO}{BUCKET.replace("MORE", key)}
        resource "oci_objectstorage_object" "it" {{
          namespace = "city"
          bucket    = "logs"
          object    = "a.csv"
          content   = "a"
        }}
    """)
    assert known(one(assets, Store, "object.it").key).holder == "customer"


def test_a_backup_has_the_key_of_its_volume(folder: Judge) -> None:
    assets = folder(
        f"""{TOKYO}{VAULT}
        resource "oci_core_volume" "it" {{
          compartment_id      = "ocid1.compartment.oc1..aaaa"
          availability_domain = "Uocm:AP-TOKYO-1-AD-1"
          kms_key_id          = oci_kms_key.it.id
        }}
        resource "oci_core_volume_backup" "it" {{
          volume_id = oci_core_volume.it.id
        }}
        resource "oci_core_volume_backup" "elsewhere" {{
          volume_id = "ocid1.volume.oc1.ap-tokyo-1.aaaa"
        }}
    """.replace("MORE", "")
    )
    use = known(one(assets, Store, "backup.it").key)
    assert (use.name, use.holder) == (Reference("oci_kms_key.it", "id"), "customer")
    assert isinstance(one(assets, Store, "backup.elsewhere").key, Unknown)


LOGS = """
    resource "oci_logging_log_group" "it" {
      compartment_id = "ocid1.compartment.oc1..aaaa"
      display_name   = "it"
    }
    resource "oci_logging_log" "it" {
      display_name       = "it"
      log_group_id       = oci_logging_log_group.it.id
      log_type           = "SERVICE"
      retention_duration = 180
      MORE
      configuration {
        source {
          category    = "access"
          resource    = oci_load_balancer_load_balancer.it.id
          service     = "loadbalancer"
          source_type = "OCISERVICE"
        }
      }
    }
    resource "oci_load_balancer_load_balancer" "it" {
      compartment_id = "ocid1.compartment.oc1..aaaa"
      display_name   = "it"
      shape          = "flexible"
      subnet_ids     = []
    }
"""
CONNECTOR = """
    resource "oci_sch_service_connector" "it" {
      compartment_id = "ocid1.compartment.oc1..aaaa"
      display_name   = "it"
      STATE
      source {
        kind = "logging"
        log_sources {
          compartment_id = "ocid1.compartment.oc1..aaaa"
          log_group_id   = GROUP
          LOG
        }
      }
      target {
        kind   = "objectStorage"
        bucket = oci_objectstorage_bucket.it.name
      }
      TASKS
    }
"""


def connected(group: str = "oci_logging_log_group.it.id", **rest: str) -> str:
    """Return a connector of a log group to a bucket."""
    text = CONNECTOR.replace("GROUP", group)
    for name in ("STATE", "LOG", "TASKS"):
        text = text.replace(name, rest.get(name.lower(), ""))
    return text + BUCKET.replace("MORE", "")


def destinations(assets: list[Asset], name: str) -> list[str]:
    """Return what a log is delivered to, or why that is not known."""
    delivery = one(assets, LogDelivery, name)
    return [str(known(destination)) for destination in delivery.destinations]


OWN = "oci_logging_log.it"
KEPT = "logs"


@pytest.mark.parametrize(
    ("connector", "expected"),
    [
        ("", [OWN]),
        (connected(), [OWN, KEPT]),
        (connected(log="log_id = oci_logging_log.it.id"), [OWN, KEPT]),
        (connected(log='log_id = "ocid1.log.oc1.ap-tokyo-1.aaaa"'), [OWN]),
        (connected('"ocid1.loggroup.oc1.ap-tokyo-1.aaaa"'), [OWN]),
        (connected('"_Audit"'), [OWN]),
        (
            connected("var.group") + 'variable "group" {}',
            [OWN, "oci_sch_service_connector.it may carry it: what it reads is not known"],
        ),
        (connected(state='state = "INACTIVE"'), [OWN]),
        (
            connected().replace('"logging"', "var.kind") + 'variable "kind" {}',
            [OWN, "oci_sch_service_connector.it may carry it: what it reads is not known"],
        ),
        (
            connected(state="state = var.state") + 'variable "state" {}',
            [OWN, "var.state has no value"],
        ),
    ],
)
def test_a_connector_carries_a_log_to_a_bucket(
    folder: Judge, connector: str, expected: list[str]
) -> None:
    assets = folder(TOKYO + LOGS.replace("MORE", "") + connector)
    assert destinations(assets, OWN) == expected
    assert known(one(assets, LogStore).retention_days) == 180


def test_what_a_task_filters_may_not_arrive(folder: Judge) -> None:
    task = """tasks {
        kind      = "logRule"
        condition = "logContent='x'"
      }"""
    found = destinations(folder(TOKYO + LOGS.replace("MORE", "") + connected(tasks=task)), OWN)
    assert found[1].startswith("a task filters")


def test_a_service_is_recorded_by_a_log_that_names_it(folder: Judge) -> None:
    log = one(folder(TOKYO + LOGS.replace("MORE", "")), ServiceLog)
    assert (known(log.enabled), known(log.delivered)) == (True, True)
    off = folder(TOKYO + LOGS.replace("MORE", "is_enabled = false"))
    assert known(one(off, ServiceLog).enabled) is False
    assert known(one(off, LogSource).enabled) is False


def test_audit_keeps_what_is_set_and_a_connector_carries_it_further(folder: Judge) -> None:
    audit = """
        resource "oci_audit_configuration" "it" {
          compartment_id        = "ocid1.tenancy.oc1..aaaa"
          retention_period_days = 90
        }
    """
    assets = folder(TOKYO + audit)
    trail = one(assets, AuditTrail)
    assert (known(trail.enabled), known(trail.every_region)) == (True, True)
    assert destinations(assets, "configuration.it") == ["oci_audit_configuration.it"]
    carried = folder(TOKYO + audit + connected('"_Audit_Include_Subcompartment"'))
    assert destinations(carried, "configuration.it") == ["oci_audit_configuration.it", KEPT]
    connector = one(carried, LogSource, "connector.it")
    assert (known(connector.enabled), known(connector.delivered)) == (True, True)


def test_a_connector_to_what_keeps_nothing_delivers_nothing(folder: Judge) -> None:
    text = connected('"_Audit"').replace('"objectStorage"', '"notifications"')
    assets = folder(TOKYO + text)
    assert known(one(assets, LogSource).delivered) is False
    assert [a for a in assets if isinstance(a, LogDelivery)] == []


ALL = frozenset(regions())
JAPAN = frozenset({"ap-tokyo-1", "ap-osaka-1"})


def reachable(folder: Judge, type_: str, *statements: str) -> Any:
    """Return the names of the regions that a policy or a quota leaves usable."""
    listed = ", ".join(f'"{statement}"' for statement in statements)
    assets = folder(f"""{TOKYO}
        resource "{type_}" "it" {{
          compartment_id = "ocid1.tenancy.oc1..aaaa"
          name           = "it"
          description    = "it"
          statements     = [{listed}]
        }}
    """)
    found = [a for a in assets if isinstance(a, RegionGuardrail)]
    if not found:
        return "no guardrail"
    value = found[0].reachable
    if isinstance(value, Known):
        return frozenset(place.name for place in value.value)
    return value.reason


DENY = "Deny any-user to manage all-resources in tenancy where"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([f"{DENY} request.region != 'nrt'"], frozenset({"ap-tokyo-1"})),
        (
            [f"{DENY} all {{request.region != 'nrt', request.region != 'kix'}}"],
            JAPAN,
        ),
        ([f"{DENY} request.region = 'iad'"], ALL - {"us-ashburn-1"}),
        (
            [f"{DENY} any {{request.region = 'iad', request.region = 'phx'}}"],
            ALL - {"us-ashburn-1", "us-phoenix-1"},
        ),
        (
            ["Deny group Staff to manage all-resources in tenancy where request.region != 'nrt'"],
            ALL,
        ),
        (
            ["Deny any-user to manage instance-family in tenancy where request.region != 'nrt'"],
            ALL,
        ),
        (
            [f"{DENY} all {{request.region != 'nrt', request.user.name != 'x'}}"],
            "a condition of the denial cannot be read",
        ),
        (
            ["Allow group A to manage all-resources in tenancy where request.region = 'nrt'"],
            "no guardrail",
        ),
        (["Deny any-user to manage vaults in tenancy"], "no guardrail"),
    ],
)
def test_a_policy_that_denies_leaves_the_regions_it_does_not_close(
    folder: Judge, statements: list[str], expected: Any
) -> None:
    assert reachable(folder, "oci_identity_policy", *statements) == expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (
            ["zero compute-core quotas in tenancy where request.region != 'ap-tokyo-1'"],
            "the quota closes regions to compute-core only: others stay usable",
        ),
        (["set compute-core quota standard-e4-core-count to 10 in tenancy"], "no guardrail"),
        (["zero database quotas in tenancy"], "no guardrail"),
        (
            ["zero compute-core quotas in tenancy where request.ad = 'x' or request.region = 'y'"],
            "a condition of the quota cannot be read",
        ),
    ],
)
def test_a_quota_closes_regions_to_the_families_it_names(
    folder: Judge, statements: list[str], expected: Any
) -> None:
    assert reachable(folder, "oci_limits_quota", *statements) == expected


def test_tags_of_both_kinds_are_read(folder: Judge) -> None:
    tags = """
      freeform_tags = { Zone = "lgwan" }
      defined_tags  = { "Operations.Owner" = "johosystem" }
    """
    bucket = one(folder(TOKYO + BUCKET.replace("MORE", tags)), ObjectStore)
    assert known(bucket.tags) == {"Zone": "lgwan", "Operations.Owner": "johosystem"}
    assert known(bucket.account) == "ocid1.compartment.oc1..aaaa"


def test_what_is_applied_is_joined_by_its_ids() -> None:
    """In a state no expression is left: what belongs together has the same id."""

    def made(type_: str, name: str, **attributes: Any) -> Resource:
        return Resource(type_, name, f"{type_}.{name}", attributes, provider="oci")

    endpoint = "https://x-management.kms.ap-tokyo-1.oraclecloud.com"
    vault = made("oci_kms_vault", "it", management_endpoint=endpoint, vault_type="VIRTUAL_PRIVATE")
    key = made("oci_kms_key", "it", id="ocid1.key.oc1.nrt.b.a", management_endpoint=endpoint)
    volume_id = "ocid1.volume.oc1.ap-osaka-1.a"
    volume = made("oci_core_volume", "it", id=volume_id, kms_key_id="ocid1.key.oc1.nrt.b.a")
    backup = made("oci_core_volume_backup", "it", volume_id=volume_id, kms_key_id="")
    bucket = made(
        "oci_objectstorage_bucket", "it", id="n/city/b/a", bucket_id="ocid1.bucket.oc1.iad.a"
    )
    resources = Resources([vault, key, volume, backup, bucket])
    understanding = understand(resources, Configuration.of({}, Secrets()))
    assert understanding.bugs == []
    assets = understanding.assets
    assert known(one(assets, Key).rotatable) is True
    assert known(one(assets, Store, "backup.it").key).holder == "customer"
    places = {a.id: country(a.location) for a in assets if isinstance(a, Store)}
    assert places["oci_core_volume.it"] == "JP"
    assert places["oci_objectstorage_bucket.it"] == "US"


def test_a_statement_that_names_what_is_not_known_yet_is_told_by_its_beginning(
    folder: Judge,
) -> None:
    """Nearly all statements allow, and name a compartment of the same input."""

    def policy(statement: str) -> list[RegionGuardrail]:
        assets = folder(f"""{TOKYO}
            variable "beginning" {{}}
            resource "oci_identity_compartment" "it" {{
              name        = "it"
              description = "it"
            }}
            resource "oci_identity_policy" "it" {{
              compartment_id = "ocid1.tenancy.oc1..aaaa"
              name           = "it"
              description    = "it"
              statements     = ["{statement}"]
            }}
        """)
        return [asset for asset in assets if isinstance(asset, RegionGuardrail)]

    named = "compartment id ${oci_identity_compartment.it.id}"
    assert policy(f"Allow group a to use keys in {named}") == []
    (denial,) = policy(
        f"Deny any-user to manage all-resources in {named} where request.region != 'nrt'"
    )
    assert {place.name for place in known(denial.reachable)} == {"ap-tokyo-1"}
    (unseen,) = policy("${var.beginning} group a to use keys in tenancy")
    assert known(unseen.reachable).startswith("whether it restricts regions cannot be seen")


def test_a_place_of_another_realm_passes_where_the_organisation_names_it() -> None:
    fixtures = FIXTURES / "region_restriction" / "location.allowed" / "oci"
    folder = fixtures / "unknown_other_realm"
    judged = findings(folder, allowed_locations=("JP", "ap-chiyoda-1"))
    (found,) = [f for f in judged if f.check == "location.allowed"]
    assert found.verdict.outcome is Outcome.PASS


PLAIN = """
    resource "oci_objectstorage_bucket" "it" {
      compartment_id = "ocid1.compartment.oc1..aaaa"
      namespace      = "umibe"
      name           = NAME
      ACCESS
    }
"""
REQUEST = """
    resource "oci_objectstorage_preauthrequest" "it" {
      namespace    = "umibe"
      bucket       = BUCKET
      name         = "it"
      access_type  = "AnyObjectRead"
      time_expires = "2027-03-31T00:00:00Z"
    }
"""


def bucket_with(access: str = "", name: str = '"it"') -> str:
    """Return a bucket with a setting of its access."""
    return TOKYO + PLAIN.replace("ACCESS", access).replace("NAME", name)


@pytest.mark.parametrize(
    ("access", "expected"),
    [
        ("", False),
        ('access_type = "NoPublicAccess"', False),
        ('access_type = "ObjectRead"', True),
        ('access_type = "ObjectReadWithoutList"', True),
        ("access_type = var.access", Unknown),
    ],
)
def test_a_bucket_is_open_as_its_setting_says(folder: Judge, access: str, expected: Any) -> None:
    store = one(folder(bucket_with(access) + 'variable "access" {}'), ObjectStore)
    found = store.public
    assert (found.value if isinstance(found, Known) else Unknown) is expected


@pytest.mark.parametrize(
    ("bucket", "name", "expected"),
    [
        ("oci_objectstorage_bucket.it.name", '"it"', True),
        ('"it"', '"it"', True),
        ('"another"', '"it"', False),
        ("var.name", '"it"', Unknown),
        ('"it"', "var.name", Unknown),
    ],
)
def test_a_preauthenticated_request_opens_the_bucket_it_names(
    folder: Judge, bucket: str, name: str, expected: Any
) -> None:
    text = bucket_with(name=name) + REQUEST.replace("BUCKET", bucket) + 'variable "name" {}'
    found = one(folder(text), ObjectStore).public
    assert (found.value if isinstance(found, Known) else Unknown) is expected


def test_an_object_is_as_open_as_its_bucket(folder: Judge) -> None:
    text = bucket_with('access_type = "ObjectRead"')
    assets = folder(
        text
        + """
        resource "oci_objectstorage_object" "it" {
          namespace = "umibe"
          bucket    = oci_objectstorage_bucket.it.name
          object    = "list.csv"
        }
    """
    )
    assert known(one(assets, Store, "object.it").public) is True
    assert known(one(assets, Store, "object.it").recoverable_days) == 0


@pytest.mark.parametrize(
    ("more", "days", "imported"),
    [
        ("", 30, False),
        ('time_of_deletion = "2027-01-01T00:00:00Z"', Unknown, False),
        ('protection_mode = "EXTERNAL"', 30, True),
        ("protection_mode = var.mode", 30, Unknown),
    ],
)
def test_a_key_can_be_kept_from_its_deletion_for_a_while(
    folder: Judge, more: str, days: Any, imported: Any
) -> None:
    text = VAULT.replace("KIND", "DEFAULT").replace("MORE", more)
    key = one(folder(TOKYO + text + 'variable "mode" {}'), Key)
    found = [
        v.value if isinstance(v, Known) else Unknown for v in (key.recoverable_days, key.imported)
    ]
    assert found == [days, imported]
    assert known(key.purgeable) is False
    assert known(key.deletion_protected) is False


@pytest.mark.parametrize("type_", ["audit_profile", "audit_profile_management"])
@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("online_months = 12\noffline_months = 0", 365),
        ("online_months = 3\noffline_months = 3", 182),
        ("online_months = 12", Unknown),
        ("", Unknown),
    ],
)
def test_data_safe_keeps_both_periods(folder: Judge, type_: str, more: str, expected: Any) -> None:
    assets = folder(
        TOKYO
        + f"""
        resource "oci_data_safe_{type_}" "it" {{
          compartment_id = "ocid1.compartment.oc1..aaaa"
          target_id      = "ocid1.datasafetargetdatabase.oc1.ap-tokyo-1.aaaa"
          target_type    = "TARGET_DATABASE"
          {more}
        }}
    """
    )
    found = one(assets, LogStore).retention_days
    assert (found.value if isinstance(found, Known) else Unknown) == expected
