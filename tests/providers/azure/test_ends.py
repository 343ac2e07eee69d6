"""How data ends on Azure: soft delete, purge protection, locks, and what stays behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cloudguard.assets import Asset
from cloudguard.assets.keys import Key
from cloudguard.assets.storage import Leftover, Store
from cloudguard.coverage import NO_ANSWER
from cloudguard.providers import understand
from cloudguard.providers.azure import PACKAGE
from cloudguard.sources.configuration import Configuration
from cloudguard.sources.resource import Resource, Resources
from cloudguard.sources.secrets import Secrets
from cloudguard.values import Unknown
from tests.each import each
from tests.folders import known, one, written
from tests.providers.azure.test_joins import GROUP, account, block
from tests.providers.azure.test_rows import SCHEMA

ENDS = ("deletion_protected", "recoverable_days", "public")
HELD = sorted(t for t in PACKAGE.understood() if t in SCHEMA)
PROVIDER = 'provider "azurerm" {\n  features {\n    FEATURES\n  }\n}\n'


def stores(type_: str, attributes: Any) -> list[Store]:
    """Return the stores that a resource of a type is."""
    resource = Resource(type_, "it", f"{type_}.it", attributes, provider="azurerm")
    found = understand(Resources([resource]), Configuration.of({}, Secrets()))
    assert found.bugs == []
    return [asset for asset in found.assets if isinstance(asset, Store)]


@each(HELD)
def test_every_store_says_how_it_ends_and_who_may_reach_it(type_: str) -> None:
    for store in stores(type_, {}):
        for name in ENDS:
            value = getattr(store, name)
            assert not (isinstance(value, Unknown) and value.reason == NO_ANSWER), name
        if known(store.recoverable_days):
            purged = store.purgeable
            assert not (isinstance(purged, Unknown) and purged.reason == NO_ANSWER)


@pytest.mark.parametrize(
    ("type_", "attributes", "days", "purgeable"),
    [
        ("key_vault", {}, 90, True),
        (
            "key_vault",
            {"soft_delete_retention_days": 7, "purge_protection_enabled": True},
            7,
            False,
        ),
        ("key_vault_managed_hardware_security_module", {}, 90, True),
        ("recovery_services_vault", {}, 14, None),
        ("recovery_services_vault", {"soft_delete_enabled": False}, 0, None),
        ("data_protection_backup_vault", {}, 14, True),
        ("data_protection_backup_vault", {"soft_delete": "Off"}, 0, True),
        (
            "data_protection_backup_vault",
            {"soft_delete": "AlwaysOn", "retention_duration_in_days": 180},
            180,
            False,
        ),
        ("app_configuration", {}, 0, True),
        ("app_configuration", {"sku": "standard"}, 7, True),
        (
            "app_configuration",
            {
                "sku": "standard",
                "soft_delete_retention_days": 1,
                "purge_protection_enabled": True,
            },
            1,
            False,
        ),
        ("cognitive_account", {}, 2, True),
        ("machine_learning_workspace", {}, 14, True),
        ("log_analytics_workspace", {}, 14, True),
        ("managed_disk", {}, 0, None),
        ("mssql_database", {}, 0, False),
    ],
)
def test_what_is_deleted_can_be_restored_for_so_long(
    type_: str,
    attributes: dict[str, Any],
    days: int,
    purgeable: bool | None,
) -> None:
    (store,) = stores(f"azurerm_{type_}", attributes)
    assert known(store.recoverable_days) == days
    if purgeable is not None:
        assert known(store.purgeable) is purgeable


DELETED = "blob_properties {\n POLICIES\n}\n"
BLOBS = "delete_retention_policy {\n DAYS\n}\n"
CONTAINERS = "container_delete_retention_policy {\n DAYS\n}\n"
PARTS = """
resource "azurerm_storage_container" "c" {
  name               = "c"
  storage_account_id = azurerm_storage_account.logs.id
}
resource "azurerm_storage_share" "s" {
  name               = "s"
  quota              = 1
  storage_account_id = azurerm_storage_account.logs.id
}
resource "azurerm_storage_queue" "q" {
  name               = "q"
  storage_account_id = azurerm_storage_account.logs.id
}
"""


@pytest.mark.parametrize(
    ("policies", "days"),
    [
        ("", 0),
        (BLOBS.replace("DAYS", ""), 7),
        (BLOBS.replace("DAYS", "days = 30"), 30),
        (BLOBS.replace("DAYS", "days = 3") + CONTAINERS.replace("DAYS", "days = 20"), 20),
    ],
)
def test_blobs_and_containers_are_softly_deleted_where_a_policy_says_so(
    tmp_path: Path, policies: str, days: int
) -> None:
    text = DELETED.replace("POLICIES", policies) if policies else ""
    assets = written(tmp_path, GROUP + account(text) + PARTS)
    assert known(one(assets, Store, ".logs").recoverable_days) == days
    assert known(one(assets, Store, ".c").recoverable_days) == days
    assert known(one(assets, Store, ".q").recoverable_days) == 0


def test_shares_are_softly_deleted_by_default(tmp_path: Path) -> None:
    assets = written(tmp_path, GROUP + account() + PARTS)
    assert known(one(assets, Store, ".s").recoverable_days) == 7
    text = "share_properties {\n retention_policy {\n days = 20\n }\n}\n"
    assets = written(tmp_path, GROUP + account(text) + PARTS)
    assert known(one(assets, Store, ".s").recoverable_days) == 20


def test_what_is_softly_deleted_can_be_purged_where_that_is_allowed(tmp_path: Path) -> None:
    policy = BLOBS.replace("DAYS", "permanent_delete_enabled = true")
    assets = written(tmp_path, GROUP + account(DELETED.replace("POLICIES", policy)))
    assert known(one(assets, Store, ".logs").purgeable) is True


VAULT = block("key_vault", "kv", 'sku_name = "standard"\ntenant_id = "0"\nEND')
INSIDE = """
resource "azurerm_key_vault_key" "k" {
  name         = "k"
  key_vault_id = NAMED
  key_type     = "RSA"
  key_opts     = ["wrapKey"]
}
resource "azurerm_key_vault_secret" "s" {
  name         = "s"
  key_vault_id = NAMED
  value        = "x"
}
"""
ENDED = "soft_delete_retention_days = 7\npurge_protection_enabled = true"


def test_keys_and_secrets_end_as_their_vault_says(tmp_path: Path) -> None:
    inside = INSIDE.replace("NAMED", "azurerm_key_vault.kv.id")
    assets = written(tmp_path, GROUP + VAULT.replace("END", ENDED) + inside)
    for kind, name in ((Key, ".k"), (Store, ".s")):
        found = one(assets, kind, name)
        assert (known(found.recoverable_days), known(found.purgeable)) == (7, False)
    assert known(one(assets, Key, ".k").imported) is False
    assets = written(tmp_path, GROUP + VAULT.replace("END", "") + inside)
    assert known(one(assets, Key, ".k").recoverable_days) == 90
    assert known(one(assets, Key, ".k").purgeable) is True


def test_a_vault_elsewhere_decides_unseen(tmp_path: Path) -> None:
    vault = '"/subscriptions/0/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"'
    assets = written(tmp_path, INSIDE.replace("NAMED", vault))
    for kind, name in ((Key, ".k"), (Store, ".s")):
        assert known(one(assets, kind, name).recoverable_days).startswith("its vault decides")


# --- Locks

LOCK = """
resource "azurerm_management_lock" "it" {
  name       = "it"
  lock_level = "LEVEL"
  scope      = SCOPE
}
"""
SERVER = block("mssql_server", "sql", 'version = "12.0"') + (
    'resource "azurerm_mssql_database" "db" {\n'
    ' name = "db"\n server_id = azurerm_mssql_server.sql.id\n}\n'
)
SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000"
OWN = f'provider "azurerm" {{\n subscription_id = "{SUBSCRIPTION[15:]}"\n features {{}}\n}}\n'


def locked(folder: Path, scope: str, name: str, level: str = "CanNotDelete") -> Any:
    """Return whether what `name` ends is protected by a lock on `scope`."""
    lock = LOCK.replace("SCOPE", scope).replace("LEVEL", level)
    inside = INSIDE.replace("NAMED", "azurerm_key_vault.kv.id")
    text = OWN + GROUP + account() + PARTS + SERVER + VAULT.replace("END", "") + inside + lock
    ends = [a for a in written(folder, text) if isinstance(a, Store | Key)]
    (found,) = [a for a in ends if a.id.endswith(name)]
    return known(found.deletion_protected)


@pytest.mark.parametrize(
    ("scope", "name"),
    [
        ("azurerm_storage_account.logs.id", "account.logs"),
        ("azurerm_resource_group.main.id", "account.logs"),
        (f'"{SUBSCRIPTION}"', "account.logs"),
        (f'"{SUBSCRIPTION}/resourceGroups/RG"', "account.logs"),
        ("azurerm_mssql_server.sql.id", ".db"),
        ("azurerm_resource_group.main.id", ".db"),
    ],
)
@pytest.mark.parametrize("level", ["CanNotDelete", "ReadOnly"])
def test_a_lock_protects_what_is_in_its_scope(
    tmp_path: Path, scope: str, name: str, level: str
) -> None:
    assert locked(tmp_path, scope, name, level) is True


@pytest.mark.parametrize(
    ("scope", "name"),
    [
        ("azurerm_mssql_server.sql.id", "account.logs"),
        (f'"{SUBSCRIPTION}/resourceGroups/other"', "account.logs"),
        ('"/subscriptions/11111111-0000-0000-0000-000000000000"', "account.logs"),
        # Azure Resource Manager documentation: locks do not hold for what a service deletes.
        ("azurerm_storage_account.logs.id", ".c"),
        ("azurerm_key_vault.kv.id", "key.k"),
        ("azurerm_resource_group.main.id", "secret.s"),
    ],
)
def test_a_lock_protects_nothing_else(tmp_path: Path, scope: str, name: str) -> None:
    assert locked(tmp_path, scope, name) is False


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('data "azurerm_subscription" "it" {}\n', True),
        (
            'data "azurerm_subscription" "it" {\n  subscription_id = "1"\n}\n',
            False,
        ),
        (
            'resource "azurerm_subscription" "it" {\n  subscription_name = "it"\n}\n',
            "azurerm_management_lock.it may reach it: its subscription is not known",
        ),
    ],
)
def test_a_lock_of_a_subscription_reaches_what_is_in_it(
    tmp_path: Path, data: str, expected: Any
) -> None:
    (tmp_path / "subscription.tf").write_text(data, encoding="utf-8")
    scope = ("data." if data.startswith("data") else "") + "azurerm_subscription.it.id"
    assert locked(tmp_path, scope, "account.logs") == expected


def test_a_lock_of_a_part_that_is_not_here_is_not_of_the_whole() -> None:
    server = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Sql/servers/sql"
    scope = {"scope": f"{server}/databases/other", "lock_level": "ReadOnly"}
    resources = [
        Resource(
            "azurerm_mssql_managed_instance",
            "it",
            "azurerm_mssql_managed_instance.it",
            {"id": server},
        ),
        Resource("azurerm_management_lock", "it", "azurerm_management_lock.it", scope),
    ]
    found = understand(Resources(resources), Configuration.of({}, Secrets()))
    assert known(one(found.assets, Store).deletion_protected) is False


def test_a_group_whose_name_is_not_known_is_still_the_group(tmp_path: Path) -> None:
    later = 'resource "terraform_data" "x" {\n  input = "a"\n}\n'
    (tmp_path / "later.tf").write_text(later, encoding="utf-8")
    group = GROUP.replace('"rg"', '"rg-${terraform_data.x.output}"')
    lock = LOCK.replace("SCOPE", "azurerm_resource_group.main.id").replace("LEVEL", "ReadOnly")
    assets = written(tmp_path, group + account() + lock)
    assert known(one(assets, Store, ".logs").deletion_protected) is True
    other = GROUP.replace("main", "other").replace('"rg"', '"rg-b"')
    beside = other + lock.replace("group.main", "group.other")
    assets = written(tmp_path, group + account() + beside)
    assert known(one(assets, Store, ".logs").deletion_protected) is False
    literal = lock.replace(
        "azurerm_resource_group.main.id", f'"{SUBSCRIPTION}/resourceGroups/rg-a"'
    )
    assets = written(tmp_path, group + account() + literal)
    assert "its resource group is not known" in known(
        one(assets, Store, ".logs").deletion_protected
    )


def test_a_lock_whose_scope_is_not_known_may_protect_anything(tmp_path: Path) -> None:
    later = 'resource "terraform_data" "x" {\n  input = "a"\n}\n'
    (tmp_path / "later.tf").write_text(later, encoding="utf-8")
    found = locked(tmp_path, "terraform_data.x.output", "account.logs")
    assert found.startswith("azurerm_management_lock.it may reach it")


def test_a_lock_that_may_not_exist_may_not_protect(tmp_path: Path) -> None:
    later = 'resource "terraform_data" "x" {\n  input = 1\n}\n'
    lock = LOCK.replace("SCOPE", "azurerm_storage_account.logs.id").replace(
        "name ", "count = terraform_data.x.output\n  name "
    )
    (tmp_path / "later.tf").write_text(later, encoding="utf-8")
    text = GROUP + account() + lock.replace("LEVEL", "CanNotDelete")
    found = known(one(written(tmp_path, text), Store, ".logs").deletion_protected)
    assert isinstance(found, str)


# --- What stays behind


def left(assets: list[Asset]) -> list[tuple[str, Any, Any]]:
    """Return what stays of everything: what, whether and for how long."""
    found = [asset for asset in assets if isinstance(asset, Leftover)]
    return [(each.what, known(each.stays), known(each.days)) for each in found]


DATABASE = """
resource "azurerm_mssql_database" "db" {
  name      = "db"
  server_id = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Sql/servers/sql"
  POLICIES
}
"""
SHORT = "short_term_retention_policy {\n retention_days = 35\n}\n"
LONG = (
    'long_term_retention_policy {\n weekly_retention = "P1W"\n yearly_retention = "P10Y"\n'
    " week_of_year = 1\n}\n"
)


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ("", [("backups", True, 7)]),
        (SHORT, [("backups", True, 35)]),
        (SHORT + LONG, [("backups", True, 35), ("backups", True, 3650)]),
        (LONG.replace("P10Y", "ten"), [("backups", True, 7), ("backups",)]),
    ],
)
def test_backups_of_a_sql_database_outlive_it(
    tmp_path: Path, policies: str, expected: list[tuple[Any, ...]]
) -> None:
    found = left(written(tmp_path, DATABASE.replace("POLICIES", policies)))
    assert [each[: len(wanted)] for each, wanted in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize(
    ("type_", "attributes", "expected"),
    [
        ("postgresql_flexible_server", {}, ("backups", True, 5)),
        ("cosmosdb_account", {}, ("backups", True, 30)),
        (
            "cosmosdb_account",
            {"backup": [{"type": "Continuous", "tier": "Continuous7Days"}]},
            ("backups", True, 7),
        ),
        ("virtual_machine", {}, ("disks", True, None)),
        ("storage_account", {"account_replication_type": "LRS"}, ("data", True, 14)),
        ("application_insights", {"workspace_id": "/w"}, ("data", True, 90)),
    ],
)
def test_something_stays_of_a_service(
    type_: str, attributes: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    name = f"azurerm_{type_}"
    resource = Resource(name, "it", f"{name}.it", attributes, provider="azurerm")
    found = understand(Resources([resource]), Configuration.of({}, Secrets()))
    assert left(found.assets) == [expected]


def test_nothing_stays_of_a_machine_that_deletes_its_disks() -> None:
    deleted = {"delete_os_disk_on_termination": True, "delete_data_disks_on_termination": True}
    resource = Resource("azurerm_virtual_machine", "it", "azurerm_virtual_machine.it", deleted)
    found = understand(Resources([resource]), Configuration.of({}, Secrets()))
    assert left(found.assets) == []


MACHINE = block("linux_virtual_machine", "vm", "os_disk {}")
KEPT = "virtual_machine {\n delete_os_disk_on_deletion = false\n }"
CANCELLED = "subscription {\n prevent_cancellation_on_destroy = true\n }"
TENANT = 'resource "azurerm_subscription" "it" {\n  subscription_name = "it"\n}\n'


@pytest.mark.parametrize(
    ("features", "text", "expected"),
    [
        ("", MACHINE, []),
        (KEPT, MACHINE, [("disks", True, None)]),
        ("", TENANT, [("resource", True, 90)]),
        (CANCELLED, TENANT, [("resource", True, None)]),
        (
            "databricks_workspace {\n force_delete = true\n }",
            block("databricks_workspace", "w", ""),
            [],
        ),
    ],
)
def test_the_features_of_the_provider_decide_what_stays(
    tmp_path: Path, features: str, text: str, expected: list[Any]
) -> None:
    found = written(tmp_path, PROVIDER.replace("FEATURES", features) + GROUP + text)
    assert left(found) == expected


def test_without_a_provider_block_it_is_not_known_what_stays(tmp_path: Path) -> None:
    ((what, stays, _),) = left(written(tmp_path, GROUP + MACHINE))
    assert what == "disks"
    assert stays == "the input has no features block of the provider"


# --- Templates of Azure Resource Manager

TEMPLATE = """
resource "azurerm_resource_group_template_deployment" "it" {
  name                = "it"
  resource_group_name = azurerm_resource_group.main.name
  deployment_mode     = "Incremental"
  template_content    = CONTENT
}
"""
DEPLOYED = 'jsonencode({ resources = [{ type = "TYPE", name = "x" }] })'
NESTED = """jsonencode({ resources = [{
  type = "Microsoft.Resources/deployments"
  properties = { template = { resources = [{ type = "Microsoft.Sql/servers" }] } }
}] })"""


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (DEPLOYED.replace("TYPE", "Microsoft.Storage/storageAccounts"), "storageaccounts"),
        (NESTED, "it deploys microsoft.sql/servers"),
        ('"not json"', "not JSON"),
        ("jsonencode({ resources = [1] })", "not JSON"),
    ],
)
def test_a_template_is_a_store_of_which_nothing_is_known(
    tmp_path: Path, content: str, expected: str
) -> None:
    text = PROVIDER.replace("FEATURES", "") + GROUP + TEMPLATE.replace("CONTENT", content)
    assets = written(tmp_path, text)
    assert expected in known(one(assets, Store, ".it").encrypted)
    assert left(assets) == []


def test_a_template_of_settings_is_configuration(tmp_path: Path) -> None:
    content = DEPLOYED.replace("TYPE", "Microsoft.Authorization/policyAssignments")
    assets = written(tmp_path, GROUP + TEMPLATE.replace("CONTENT", content))
    assert not [asset for asset in assets if isinstance(asset, Store)]


def test_what_a_template_of_a_subscription_made_stays(tmp_path: Path) -> None:
    content = DEPLOYED.replace("TYPE", "Microsoft.Storage/storageAccounts")
    text = TEMPLATE.replace("azurerm_resource_group_template", "azurerm_subscription_template")
    text = text.replace(
        "resource_group_name = azurerm_resource_group.main.name", 'location = "japaneast"'
    )
    assert left(written(tmp_path, text.replace("CONTENT", content))) == [("resource", True, None)]
