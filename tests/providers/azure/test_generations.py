"""What only one generation of azurerm has: servers of azurerm 3, log profiles, azapi beside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cloudguard.assets.logs import AuditTrail, LogDelivery
from cloudguard.assets.storage import Copy, LogStore, Store
from tests.folders import country, known, one, written
from tests.providers.azure.test_ends import stores
from tests.providers.azure.test_joins import GROUP, KEY, account, block, key

PROFILE = """
resource "azurerm_monitor_log_profile" "it" {
  name               = "default"
  categories         = ["Action", "Delete", "Write"]
  locations          = ["japaneast", "global"]
  storage_account_id = azurerm_storage_account.logs.id
  retention_policy {
    enabled = ENABLED
    days    = DAYS
  }
}
"""


@pytest.mark.parametrize(("enabled", "days", "kept"), [("true", 30, 30), ("false", 0, None)])
def test_a_log_profile_sends_the_activity_log_to_an_account(
    tmp_path: Path, enabled: str, days: int, kept: int | None
) -> None:
    text = PROFILE.replace("ENABLED", enabled).replace("DAYS", str(days))
    assets = written(tmp_path, GROUP + account() + text)
    trail, delivery = one(assets, AuditTrail, ".it"), one(assets, LogDelivery, ".it")
    assert known(trail.delivered) is True
    assert "every region" in known(trail.every_region)
    (destination,) = delivery.destinations
    limits = [a for a in assets if isinstance(a, LogStore) and a.id.endswith(".it")]
    assert [known(store.retention_days) for store in limits] == ([kept] if kept else [])
    reached = "log_profile.it" if kept else "storage_account.logs"
    assert str(destination.value).removesuffix(".id").endswith(reached)


MYSQL = block("mysql_server", "db", "geo_redundant_backup_enabled = true")
MYSQL_KEY = """
resource "azurerm_mysql_server_key" "db" {
  server_id        = azurerm_mysql_server.db.id
  key_vault_key_id = azurerm_key_vault_key.main.id
}
"""


def test_a_mysql_server_of_azurerm_3_has_the_key_of_its_companion(tmp_path: Path) -> None:
    assert key(written(tmp_path, GROUP + MYSQL), ".db") is None
    assets = written(tmp_path, GROUP + KEY + MYSQL + MYSQL_KEY)
    assert key(assets, "server.db") == "azurerm_key_vault_key.main.id"
    assert country(one(assets, Copy).location) == "JP"


@pytest.mark.parametrize(
    ("type_", "attributes", "days"),
    [
        ("iot_time_series_insights_standard_environment", {"data_retention_time": "P30D"}, 30),
        ("iot_time_series_insights_gen2_environment", {}, None),
    ],
)
def test_time_series_are_kept_as_long_as_they_say(
    type_: str, attributes: dict[str, Any], days: int | None
) -> None:
    (store,) = stores(f"azurerm_{type_}", attributes)
    assert known(store.retention_days) == days


def test_databases_of_azurerm_3_are_copied_to_the_paired_region(tmp_path: Path) -> None:
    text = block("sql_database", "db", 'server_name = "sql"')
    assert known(one(written(tmp_path, GROUP + text), Copy).location).name == "japanwest"


@pytest.mark.parametrize(
    ("type_", "properties", "days", "purgeable", "public"),
    [
        ("Microsoft.KeyVault/vaults", {}, 90, True, False),
        (
            "Microsoft.KeyVault/vaults",
            {"softDeleteRetentionInDays": 7, "enablePurgeProtection": True},
            7,
            False,
            False,
        ),
        ("Microsoft.ContainerRegistry/registries", {"anonymousPullEnabled": True}, 0, False, True),
        ("Microsoft.CognitiveServices/accounts", {}, 2, True, False),
        ("Microsoft.OperationalInsights/workspaces", {}, 14, True, False),
        ("Microsoft.Storage/storageAccounts", {}, "its blob service", "its blob", False),
        (
            "Microsoft.Storage/storageAccounts",
            {"allowBlobPublicAccess": True},
            "its blob service",
            "its blob service",
            "its blob service",
        ),
    ],
)
def test_azapi_says_in_its_body_how_data_ends(
    type_: str, properties: dict[str, Any], days: Any, purgeable: Any, public: Any
) -> None:
    body = {"properties": properties}
    (store,) = stores("azapi_resource", {"type": f"{type_}@2025-01-01", "body": body})
    _assert_is(store, days, purgeable, public)


def _assert_is(store: Store, *expected: Any) -> None:
    found = (store.recoverable_days, store.purgeable, store.public)
    for value, wanted in zip(found, expected, strict=True):
        if isinstance(wanted, str):
            assert known(value).startswith(wanted)
        else:
            assert known(value) == wanted
