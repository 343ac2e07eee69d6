"""Who may read what lies on Azure without being known: each setting that lets everyone in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cloudguard.assets.storage import LogStore, Store
from cloudguard.providers import understand
from cloudguard.sources.configuration import Configuration
from cloudguard.sources.resource import Resource, Resources
from cloudguard.sources.secrets import Secrets
from cloudguard.values import Unknown
from tests.folders import known, one, written
from tests.providers.azure.test_ends import stores
from tests.providers.azure.test_joins import GROUP, account, block

ALLOWED = "allow_nested_items_to_be_public = true\n"
CONTAINER = """
resource "azurerm_storage_container" "c" {
  name                  = "NAME"
  storage_account_id    = azurerm_storage_account.logs.id
  container_access_type = "LEVEL"
}
"""
BLOB = """
resource "azurerm_storage_blob" "b" {
  name                   = "b"
  type                   = "Block"
  storage_account_name   = azurerm_storage_account.logs.name
  storage_container_name = NAMED
}
"""
SITE = 'static_website {\n index_document = "index.html"\n}\n'
RULES = """
resource "azurerm_storage_account_network_rules" "r" {
  storage_account_id = azurerm_storage_account.logs.id
  default_action     = "ACTION"
}
"""


def opened(folder: Path, text: str, name: str) -> Any:
    """Return whether anybody may read what `name` ends, or why that is not known."""
    return known(one(written(folder, GROUP + text), Store, name).public)


def container(level: str = "blob", name: str = "c") -> str:
    return CONTAINER.replace("LEVEL", level).replace("NAME", name)


@pytest.mark.parametrize(
    ("settings", "level", "expected"),
    [
        (ALLOWED, "blob", True),
        (ALLOWED, "container", True),
        (ALLOWED, "private", False),
        (ALLOWED.replace("true", "false"), "container", False),
        (ALLOWED + "public_network_access_enabled = false\n", "blob", False),
        (ALLOWED + 'public_network_access = "Enabled"\n', "blob", True),
        (ALLOWED + 'public_network_access = "Disabled"\n', "blob", False),
        (
            ALLOWED + 'public_network_access = "SecuredByPerimeter"\n',
            "blob",
            "the network security perimeter decides who reaches it",
        ),
    ],
)
@pytest.mark.parametrize("name", [".c", ".logs"])
def test_a_container_is_open_where_it_and_its_account_say_so(
    tmp_path: Path, settings: str, level: str, expected: Any, name: str
) -> None:
    assert opened(tmp_path, account(settings) + container(level), name) == expected


# azurerm 5.0 upgrade guide: the default is true before and false after.
@pytest.mark.parametrize("name", [".c", ".logs"])
def test_what_an_account_lets_be_open_by_default_depends_on_the_version(
    tmp_path: Path, name: str
) -> None:
    assert "azurerm lets it before 5.0" in opened(tmp_path, account() + container(), name)


@pytest.mark.parametrize(("action", "expected"), [("Allow", True), ("Deny", "the network rules")])
def test_network_rules_of_their_own_decide_who_reaches_an_account(
    tmp_path: Path, action: str, expected: Any
) -> None:
    text = account(ALLOWED) + container() + RULES.replace("ACTION", action)
    found = opened(tmp_path, text, ".c")
    assert found is True if expected is True else found.startswith(expected)


# Azure Storage documentation: the access of containers says nothing of a website.
def test_a_website_is_open_though_no_container_may_be(tmp_path: Path) -> None:
    text = account(ALLOWED.replace("true", "false") + SITE) + container("private", "$web")
    text += BLOB.replace("NAMED", '"$web"')
    for name in (".logs", ".c", ".b"):
        assert opened(tmp_path, text, name) is True


def test_other_containers_of_a_website_are_not_open(tmp_path: Path) -> None:
    text = account(ALLOWED + SITE) + container("private")
    text += BLOB.replace("NAMED", "azurerm_storage_container.c.name")
    assert opened(tmp_path, text, ".c") is False
    assert opened(tmp_path, text, ".b") is False


def test_a_blob_is_as_open_as_its_container(tmp_path: Path) -> None:
    blob = BLOB.replace("NAMED", "azurerm_storage_container.c.name")
    assert opened(tmp_path, account(ALLOWED) + container() + blob, ".b") is True
    elsewhere = BLOB.replace("NAMED", '"elsewhere"')
    found = opened(tmp_path, account(ALLOWED) + container() + elsewhere, ".b")
    assert found == "its container decides, and is not in this input"


PARTS = """
resource "azurerm_storage_share" "s" {
  name               = "s"
  quota              = 1
  storage_account_id = azurerm_storage_account.logs.id
}
resource "azurerm_storage_table" "t" {
  name                 = "t"
  storage_account_name = azurerm_storage_account.logs.name
}
resource "azurerm_storage_data_lake_gen2_filesystem" "f" {
  name               = "f"
  storage_account_id = azurerm_storage_account.logs.id
}
"""


@pytest.mark.parametrize("name", [".s", ".t", ".f"])
def test_shares_tables_and_file_systems_ask_who_is_there(tmp_path: Path, name: str) -> None:
    assert opened(tmp_path, account(ALLOWED) + PARTS, name) is False


def test_a_container_that_names_no_known_account_may_open_any(tmp_path: Path) -> None:
    later = 'resource "terraform_data" "x" {\n  input = "logs"\n}\n'
    (tmp_path / "later.tf").write_text(later, encoding="utf-8")
    lost = container().replace(
        "storage_account_id    = azurerm_storage_account.logs.id",
        'storage_account_name = "a${terraform_data.x.output}"',
    )
    found = opened(tmp_path, account(ALLOWED) + lost, ".logs")
    assert "may be of this account" in found
    private = lost.replace('"blob"', '"private"')
    assert opened(tmp_path, account(ALLOWED) + private, ".logs") is False


def test_what_a_setting_keeps_in_an_account_is_as_open_as_the_account(tmp_path: Path) -> None:
    text = """
resource "azurerm_monitor_diagnostic_setting" "d" {
  name               = "d"
  target_resource_id = azurerm_storage_account.logs.id
  storage_account_id = azurerm_storage_account.logs.id
  enabled_log {
    category = "StorageRead"
    retention_policy {
      enabled = true
      days    = 30
    }
  }
}
"""
    assets = written(tmp_path, GROUP + account(ALLOWED) + container() + text)
    assert known(one(assets, LogStore, ".d").public) is True


# A plan tells of a dynamic block with unknown items only that the whole of it is not known.
def test_a_website_may_come_from_a_dynamic_block_of_a_plan() -> None:
    name = "azurerm_storage_account"
    attributes = {"name": "logs", "account_replication_type": "LRS"}
    resource = Resource(name, "it", f"{name}.it", attributes, {"static_website": True})
    resource.resolve = lambda _resource, _trail: None
    found = understand(Resources([resource]), Configuration.of({}, Secrets()))
    value = one(found.assets, Store).public
    assert isinstance(value, Unknown)
    assert value.reason == "static_website may come from a dynamic block"


@pytest.mark.parametrize(
    ("type_", "attributes", "expected"),
    [
        ("container_registry", {}, False),
        ("container_registry", {"anonymous_pull_enabled": True}, True),
        ("redis_cache", {}, False),
        (
            "redis_cache",
            {"redis_configuration": [{"authentication_enabled": False}]},
            "it asks for no password: whoever is in its network may read it",
        ),
        (
            "redis_cache",
            {"redis_configuration": [{"enable_authentication": False}]},
            "it asks for no password: whoever is in its network may read it",
        ),
        ("static_web_app", {"public_network_access_enabled": False}, False),
        ("static_web_app", {"basic_auth": [{"environments": "AllEnvironments"}]}, False),
        ("key_vault", {}, False),
        ("managed_disk", {}, False),
        ("mssql_database", {}, False),
        (
            "shared_image_version",
            {},
            "the sharing of its gallery decides, and is not in this input",
        ),
    ],
)
def test_a_service_lets_in_whom_its_settings_say(
    type_: str, attributes: dict[str, Any], expected: Any
) -> None:
    (store,) = stores(f"azurerm_{type_}", attributes)
    assert known(store.public) == expected


def test_a_website_made_by_others_asks_whom_its_own_file_says() -> None:
    (store,) = stores("azurerm_static_web_app", {})
    assert "staticwebapp.config.json" in known(store.public)


GALLERY = block("shared_image_gallery", "g", "SHARING")
VERSION = block(
    "shared_image_version",
    "v",
    'gallery_name = azurerm_shared_image_gallery.g.name\nimage_name = "i"\n'
    'target_region {\n name = "japaneast"\n regional_replica_count = 1\n}',
)


@pytest.mark.parametrize(
    ("permission", "expected"), [("Community", True), ("Groups", False), ("Private", False)]
)
def test_an_image_is_as_open_as_its_gallery(tmp_path: Path, permission: str, expected: Any) -> None:
    sharing = f'sharing {{\n permission = "{permission}"\n}}'
    assert opened(tmp_path, GALLERY.replace("SHARING", sharing) + VERSION, ".v") is expected
    assert opened(tmp_path, GALLERY.replace("SHARING", "") + VERSION, ".v") is False
