"""What adapters read stands in some version of the provider at hand: else it is a slip of the pen.

Every read is recorded while all fixtures, and each type by itself, become assets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

import pytest

from cloudguard.providers import PACKAGES, understand
from cloudguard.sources.configuration import Configuration
from cloudguard.sources.resource import Resource, Resources
from cloudguard.sources.secrets import Secrets
from cloudguard.values import Unknown
from tests.judging import plans, read
from tests.providers.generations import cells, paths, rows, schemas

# Asked of every type alike, since most have it: where it lies, whose it is, its tags, its end.
OF_ALL: Final = frozenset(
    {
        "availability_zone", "compartment_id", "defined_tags", "deletion_policy",
        "effective_labels", "folder", "freeform_tags", "labels", "location", "org_id",
        "organization", "project", "project_id", "region", "resource_group_name",
        "resource_labels", "settings.user_labels", "tags", "tags_all", "terraform_labels",
        "user_labels", "zone",
    }
)  # fmt: skip
# Of several types that are read by one function, some have it and these do not.
ALIKE: Final = {
    "gallery_application_id": {"azurerm_shared_image_version"},
    "gallery_name": {"azurerm_gallery_application_version"},
    "key_name": {"azurerm_mssql_server_transparent_data_encryption"},
    "key_vault_id": {"azurerm_key_vault_managed_hardware_security_module_key"},
    "locked": {
        "google_logging_billing_account_bucket_config",
        "google_logging_folder_bucket_config",
        "google_logging_organization_bucket_config",
    },
    "include_children": {"google_logging_project_sink"},
    "onetime_url_secrets": {"sakura_webaccel"},
    "partner_solution_id": {"azurerm_monitor_aad_diagnostic_setting"},
    "retention_in_days": {"azurerm_mssql_server_microsoft_support_auditing_policy"},
    "storage_endpoint": {"azurerm_mssql_server_microsoft_support_auditing_policy"},
    "blob_storage_endpoint": {
        "azurerm_synapse_sql_pool_extended_auditing_policy",
        "azurerm_synapse_workspace_extended_auditing_policy",
    },
    "data_disk": {"azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine"},
    "advanced_security_options.anonymous_auth_enabled": {"aws_elasticsearch_domain"},
}
# Of storage accounts' parts and vaults' contents, which every generation names otherwise.
PARTS: Final = {
    "default_encryption_scope", "encryption_scope", "managed_hsm_id", "managed_hsm_key_id",
    "storage_account_id", "storage_account_name", "storage_container_id",
}  # fmt: skip
# The block device of a machine, of an image and of a template are read as one.
DEVICES: Final = {"kms_key_id", "no_device", "snapshot_id", "virtual_name"}


def _name(resource: Resource, path: str) -> str:
    return ".".join([*(part for part in resource.trail if isinstance(part, str)), path])


@pytest.fixture(scope="module")
def recorded() -> Iterator[dict[str, set[str]]]:
    """Return every path that is read, by type."""
    found: dict[str, set[str]] = defaultdict(set)
    patch = pytest.MonkeyPatch()
    for method in ("get", "blocks", "items"):
        original = getattr(Resource, method)

        def noting(self: Resource, path: str, *rest: Any, of: Any = original, **more: Any) -> Any:
            if self.mode == "managed" and path:
                found[self.type].add(_name(self, path))
            return of(self, path, *rest, **more)

        patch.setattr(Resource, method, noting)
    for module in dict.fromkeys(PACKAGES.values()):
        for type_ in sorted(import_module(module).PACKAGE.understood()):
            for unknown in (False, True):
                resource = Resource(type_, "x", f"{type_}.x", {}, unknown=unknown, resolve=_hidden)
                understand(Resources([resource]), Configuration.of({}, Secrets()))
    for path in plans():
        plan = read(path)
        understand(plan.resources, plan.configuration)
    yield found
    patch.undo()


def _hidden(resource: Resource, _trail: object) -> Unknown:
    return Unknown("known only after apply", resource.source())


def _stands_nowhere(type_: str, read_: set[str]) -> set[str]:
    """Return what is read of a type that no version at hand has and no row answers for."""
    known = {path for schema in schemas().values() for path in schema.get(type_, ())}
    own = {path for cell in cells(rows().get(type_, {})) for path in paths(cell)}
    left = read_ - known - own if known else set()
    return {path for path in left if not _is_planned(type_, path)}


def _is_planned(type_: str, path: str) -> bool:
    """Tell whether the table of what a provider plans, which has every path, has this one."""
    package = import_module(PACKAGES[type_.partition("_")[0]]).PACKAGE
    shape = package.schema.attributes(type_) if package.schema else None
    for part in path.split("."):
        if shape is None or (part not in shape.attributes and part not in shape.blocks):
            return False
        shape = shape.blocks[part].shape if part in shape.blocks else None
    return True


def _is_alike(type_: str, path: str) -> bool:
    if path in OF_ALL or type_ in ALIKE.get(path, ()):
        return True
    if type_.startswith("azurerm_") and path in PARTS:
        return True
    return type_.startswith(("aws_", "awscc_")) and path.rpartition(".")[2] in DEVICES


def test_what_an_adapter_reads_stands_in_some_version(recorded: dict[str, set[str]]) -> None:
    lost = {
        f"{type_}: {path}"
        for type_, read_ in recorded.items()
        for path in _stands_nowhere(type_, read_)
        if not _is_alike(type_, path)
    }
    assert sorted(lost) == []


def test_what_is_said_to_be_read_alike_is_read(recorded: dict[str, set[str]]) -> None:
    listed = {(path, type_) for path, types in ALIKE.items() for type_ in types}
    assert [each for each in sorted(listed) if each[0] not in recorded[each[1]]] == []


def test_of_each_older_and_newer_name_an_adapter_reads_both(recorded: dict[str, set[str]]) -> None:
    for type_, pairs in RENAMED.items():
        for names in pairs:
            assert set(names) <= recorded[type_], f"{type_}: {names}"


# Renamed from one generation to the next: what has the one name lacks the other.
RENAMED: Final[dict[str, list[tuple[str, ...]]]] = {
    "azurerm_storage_account": [("public_network_access", "public_network_access_enabled")],
    "azurerm_storage_account_customer_managed_key": [("key_vault_key_id", "key_name")],
    "azurerm_storage_container": [("storage_account_id", "storage_account_name")],
    "azurerm_storage_share": [("storage_account_id", "storage_account_name")],
    "azurerm_storage_queue": [("storage_account_id", "storage_account_name")],
    "azurerm_storage_table": [("storage_account_id", "storage_account_name")],
    "azurerm_storage_blob": [
        ("storage_container_id", "storage_container_name", "storage_account_name")
    ],
    "azurerm_eventhub": [("namespace_id", "namespace_name")],
    "azurerm_mssql_database_extended_auditing_policy": [
        ("blob_storage_endpoint", "storage_endpoint")
    ],
    "azurerm_mssql_server_extended_auditing_policy": [
        ("blob_storage_endpoint", "storage_endpoint")
    ],
    "azurerm_monitor_diagnostic_setting": [("enabled_log", "log")],
    "google_project": [("deletion_policy", "skip_delete")],
    "sakura_webaccel": [("onetime_url_secrets", "onetime_url_secrets_wo_version")],
}
