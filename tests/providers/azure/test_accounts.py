"""Storage accounts: their lifecycle, their locks, and the scopes that encrypt a part of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cloudguard.assets.storage import Copy, ObjectStore
from tests.folders import country, known, one, written
from tests.providers.azure.test_joins import GROUP, KEY, account, key

RULE = """
resource "azurerm_storage_management_policy" "it" {
  storage_account_id = azurerm_storage_account.logs.id
  rule {
    name    = "it"
    enabled = ENABLED
    filters {
      blob_types = ["blockBlob"]
      PREFIX
    }
    actions {
      base_blob {
        DELETES
      }
    }
  }
}
"""
MODIFIED = "delete_after_days_since_modification_greater_than"
CREATED = "delete_after_days_since_creation_greater_than"


def kept(folder: Path, deletes: str, enabled: str = "true", prefix: str = "") -> Any:
    """Return how long an account with one rule keeps what is in it."""
    rule = RULE.replace("ENABLED", enabled).replace("PREFIX", prefix).replace("DELETES", deletes)
    return one(written(folder, GROUP + account() + rule), ObjectStore, "logs").retention_days


@pytest.mark.parametrize(
    ("deletes", "enabled", "days"),
    [
        (f"{MODIFIED} = 90", "true", 90),
        (f"{MODIFIED} = 90\n{CREATED} = 30", "true", 30),
        (f"{MODIFIED} = 90", "false", None),
        (f"{MODIFIED} = -1", "true", None),
        ("tier_to_cool_after_days_since_modification_greater_than = 30", "true", None),
    ],
)
def test_the_soonest_deletion_of_a_rule_counts(
    tmp_path: Path, deletes: str, enabled: str, days: int | None
) -> None:
    assert known(kept(tmp_path, deletes, enabled)) == days


def test_a_rule_for_a_part_counts_and_says_so(tmp_path: Path) -> None:
    found = kept(tmp_path, f"{MODIFIED} = 7", prefix='prefix_match = ["insights-"]')
    assert known(found) == 7
    assert "a part of what is kept" in found.source.note


def test_a_rule_that_may_be_switched_on_is_not_known(tmp_path: Path) -> None:
    later = 'resource "terraform_data" "x" {\n  input = true\n}\n'
    rule = RULE.replace("ENABLED", "terraform_data.x.output").replace("PREFIX", "")
    text = GROUP + account() + rule.replace("DELETES", f"{MODIFIED} = 7")
    (tmp_path / "later.tf").write_text(later, encoding="utf-8")
    found = one(written(tmp_path, text.replace(later, "")), ObjectStore, "logs").retention_days
    assert isinstance(known(found), str)


def lock(folder: Path, text: str, beside: str = "") -> Any:
    """Return the mode of an account's lock, None where there is none."""
    found = known(one(written(folder, GROUP + account(text) + beside), ObjectStore, ".logs").lock)
    return found and found.mode


POLICY = """
immutability_policy {
  state                         = "STATE"
  period_since_creation_in_days = 400
  allow_protected_append_writes = true
}
"""
CONTAINER = """
resource "azurerm_storage_container" "c" {
  name                 = "NAME"
  storage_account_name = azurerm_storage_account.logs.name
}
resource "azurerm_storage_container_immutability_policy" "c" {
  storage_container_resource_manager_id = azurerm_storage_container.c.resource_manager_id
  immutability_period_in_days           = 400
  locked                                = LOCKED
}
"""


@pytest.mark.parametrize(
    ("state", "mode"), [("Locked", "compliance"), ("Unlocked", "governance"), ("Disabled", None)]
)
def test_the_policy_of_an_account_locks_it(tmp_path: Path, state: str, mode: str | None) -> None:
    assert lock(tmp_path, POLICY.replace("STATE", state)) == mode


@pytest.mark.parametrize(
    ("name", "locked", "mode"),
    [
        ("insights-logs-auditevent", "true", "compliance"),
        ("insights-logs-auditevent", "false", "governance"),
        ("documents", "true", None),
    ],
)
def test_the_policy_of_a_container_of_logs_counts(
    tmp_path: Path, name: str, locked: str, mode: str | None
) -> None:
    beside = CONTAINER.replace("NAME", name).replace("LOCKED", locked)
    assert lock(tmp_path, "", beside) == mode


SCOPE = """
resource "azurerm_storage_encryption_scope" "s" {
  name               = "scope"
  storage_account_id = azurerm_storage_account.logs.id
  source             = "Microsoft.KeyVault"
  key_vault_key_id   = azurerm_key_vault_key.main.id
}
resource "azurerm_storage_container" "c" {
  name                     = "c"
  storage_account_id       = azurerm_storage_account.logs.id
  default_encryption_scope = NAMED
}
"""


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("azurerm_storage_encryption_scope.s.name", "azurerm_key_vault_key.main.id"),
        ('"elsewhere"', "elsewhere decides, and is not in this input"),
    ],
)
def test_a_scope_has_a_key_of_its_own(tmp_path: Path, named: str, expected: str) -> None:
    assets = written(tmp_path, GROUP + KEY + account() + SCOPE.replace("NAMED", named))
    assert key(assets, "container.c") == expected
    assert key(assets, "account.logs") is None


def test_whether_there_is_a_copy_may_not_be_known(tmp_path: Path) -> None:
    later = 'resource "terraform_data" "x" {\n  input = "GRS"\n}\n'
    text = account().replace('"LRS"', "terraform_data.x.output")
    (tmp_path / "later.tf").write_text(later, encoding="utf-8")
    copy = one(written(tmp_path, GROUP + text), Copy)
    assert str(country(copy.location)).startswith("whether there is a copy abroad")
