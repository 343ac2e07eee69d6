"""What several resources of Azure say together, and the traps of its defaults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cloudguard.assets import Asset, Placed
from cloudguard.assets.keys import Key
from cloudguard.assets.location import RegionGuardrail
from cloudguard.assets.logs import AuditTrail, LogDelivery, LogSource, ServiceLog
from cloudguard.assets.storage import Copy, LogStore, Store
from cloudguard.providers.azure.durations import iso_days
from cloudguard.values import Known, Reference, Unknown, Value
from tests.folders import country, known, one, written

GROUP = """
resource "azurerm_resource_group" "main" {
  name     = "rg"
  location = "Japan East"
}
"""
KEY = """
resource "azurerm_key_vault_key" "main" {
  name         = "cmk"
  key_vault_id = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"
  key_type     = "RSA"
  key_opts     = ["wrapKey"]
}
"""


def block(type_: str, name: str, text: str, *, place: bool = True) -> str:
    """Return a resource, by default in the group of the tests."""
    where = "resource_group_name = azurerm_resource_group.main.name\n" if place else ""
    where += "location = azurerm_resource_group.main.location\n" if place else ""
    return f'\nresource "azurerm_{type_}" "{name}" {{\nname = "{name}"\n{where}{text}\n}}\n'


def account(text: str = "", kind: str = "LRS", name: str = "logs") -> str:
    """Return a storage account."""
    tier = f'account_tier = "Standard"\naccount_replication_type = "{kind}"\n'
    return block("storage_account", name, tier + text)


def place(assets: list[Asset], name: str) -> Any:
    """Return the country where a resource lies."""
    return country(one(assets, Placed, name).location)


def key(assets: list[Asset], name: str) -> Any:
    """Return the name of the key of a store, None, or why it is not known."""
    value: Value[Any] = one(assets, Store, name).key
    found = known(value)
    return str(found.name) if isinstance(value, Known) and found else found


# --- Where things lie


@pytest.mark.parametrize("spelling", ["Japan East", "japaneast", "JapanEast", "JAPAN EAST"])
def test_japan_east_is_one_place_however_it_is_spelt(tmp_path: Path, spelling: str) -> None:
    assets = written(tmp_path, GROUP.replace("Japan East", spelling))
    found = one(assets, Placed, "main").location
    assert (known(found).name, known(found).country) == ("japaneast", "JP")


@pytest.mark.parametrize(
    ("region", "expected"),
    [("Korea Central", "KR"), ("jioindiawest", "IN"), ("southeastasia", "SG"), ("asia", None)],
)
def test_regions_lie_in_their_country(tmp_path: Path, region: str, expected: str | None) -> None:
    assets = written(tmp_path, GROUP.replace("Japan East", region))
    assert place(assets, "main") == expected


NETWORK = block("virtual_network", "vnet", 'address_space = ["10.0.0.0/16"]')
SUBNET = """
resource "azurerm_subnet" "app" {
  name                 = "app"
  resource_group_name  = azurerm_resource_group.main.name
  virtual_network_name = azurerm_virtual_network.vnet.name
  address_prefixes     = ["10.0.0.0/24"]
}
resource "azurerm_subnet_network_security_group_association" "app" {
  subnet_id                 = azurerm_subnet.app.id
  network_security_group_id = "/subscriptions/0/x"
}
"""


def test_a_child_lies_where_its_parent_lies(tmp_path: Path) -> None:
    assets = written(tmp_path, GROUP + NETWORK + SUBNET)
    assert place(assets, "azurerm_subnet.app") == "JP"
    assert place(assets, "association.app") == "JP"


# A resource may lie elsewhere than the group that it is listed in.
def test_a_group_says_nothing_of_what_is_in_it(tmp_path: Path) -> None:
    text = 'resource "azurerm_subnet" "app" {\n name = "a"\n resource_group_name = "rg"\n'
    assets = written(tmp_path, GROUP + text + ' virtual_network_name = "elsewhere"\n}\n')
    assert "elsewhere, which is not in this input" in place(assets, "app")


def test_two_parents_of_one_name_decide_together(tmp_path: Path) -> None:
    other = NETWORK.replace('"vnet" {', '"other" {', 1)
    agreed = written(tmp_path, GROUP + NETWORK + other + SUBNET)
    assert place(agreed, "azurerm_subnet.app") == "JP"
    there = "location = azurerm_resource_group.main.location"
    apart = written(
        tmp_path, GROUP + NETWORK + other.replace(there, 'location = "eastus"') + SUBNET
    )
    assert place(apart, "azurerm_subnet.app") == "several are named vnet"


def test_what_is_a_part_of_an_id_lies_with_it(tmp_path: Path) -> None:
    text = """
resource "azurerm_monitor_diagnostic_setting" "blobs" {
  name               = "blobs"
  target_resource_id = "${azurerm_storage_account.logs.id}/blobServices/default"
  storage_account_id = azurerm_storage_account.logs.id
  enabled_log {
    category = "StorageDelete"
  }
}
"""
    assets = written(tmp_path, GROUP + account() + text)
    assert place(assets, "blobs") == "JP"
    assert not [a for a in assets if isinstance(a, AuditTrail)]


@pytest.mark.parametrize(
    ("type_", "service"),
    [
        ("role_assignment", "resource-manager"),
        ("policy_definition", "resource-manager"),
        ("private_dns_zone", "azure-dns"),
        ("cdn_frontdoor_profile", "front-door"),
        ("traffic_manager_profile", "traffic-manager"),
    ],
)
def test_services_without_a_region_are_named(tmp_path: Path, type_: str, service: str) -> None:
    assets = written(tmp_path, block(type_, "it", "", place=False))
    assert known(one(assets, Placed, "it").location).service == service


def test_the_directory_has_no_region(tmp_path: Path) -> None:
    text = 'resource "azuread_group" "staff" {\n display_name = "staff"\n}\n'
    assert known(one(written(tmp_path, text), Placed).location).service == "entra"


# --- Copies


@pytest.mark.parametrize(
    ("kind", "pair"), [("LRS", []), ("ZRS", []), ("GRS", ["japanwest"]), ("RAGZRS", ["japanwest"])]
)
def test_geo_redundant_storage_is_kept_in_the_paired_region(
    tmp_path: Path, kind: str, pair: list[str]
) -> None:
    assets = written(tmp_path, GROUP + account(kind=kind))
    assert [known(a.location).name for a in assets if isinstance(a, Copy)] == pair


DATABASE = """
resource "azurerm_mssql_database" "tax" {
  name      = "tax"
  server_id = azurerm_mssql_server.sql.id
EXTRA
}
"""


@pytest.mark.parametrize(("extra", "copies"), [("", 1), ('storage_account_type = "Zone"', 0)])
def test_a_database_is_geo_redundant_by_default(tmp_path: Path, extra: str, copies: int) -> None:
    server = block("mssql_server", "sql", 'version = "12.0"')
    assets = written(tmp_path, GROUP + server + DATABASE.replace("EXTRA", extra))
    assert len([a for a in assets if isinstance(a, Copy)]) == copies
    assert place(assets, "tax") == "JP"


def test_a_pair_that_is_not_known_is_no_answer(tmp_path: Path) -> None:
    group = GROUP.replace("Japan East", "qatarcentral")
    copy = one(written(tmp_path, group + account(kind="GRS")), Copy)
    assert "paired with qatarcentral" in known(copy.location)


# --- Keys


def test_a_disk_has_the_key_of_its_set_and_its_snapshot_too(tmp_path: Path) -> None:
    disks = block("disk_encryption_set", "des", "key_vault_key_id = azurerm_key_vault_key.main.id")
    settings = 'storage_account_type = "Premium_LRS"\ncreate_option = "Empty"\n'
    des = "disk_encryption_set_id = azurerm_disk_encryption_set.des.id"
    disk = block("managed_disk", "disk", settings + des)
    copy = 'create_option = "Copy"\nsource_resource_id = azurerm_managed_disk.disk.id'
    assets = written(tmp_path, GROUP + KEY + disks + disk + block("snapshot", "snap", copy))
    assert key(assets, "disk.disk") == "azurerm_key_vault_key.main.id"
    assert key(assets, "snapshot.snap") == "azurerm_key_vault_key.main.id"


def test_the_weakest_disk_of_a_machine_counts(tmp_path: Path) -> None:
    os_disk = """
  os_disk {
    caching                = "ReadWrite"
    storage_account_type   = "Premium_LRS"
    disk_encryption_set_id = "/subscriptions/0/diskEncryptionSets/des"
  }
  data_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
    disk_size_gb         = 64
    lun                  = 0
  }
"""
    assets = written(tmp_path, GROUP + block("linux_virtual_machine_scale_set", "web", os_disk))
    assert key(assets, "web") is None


CUSTOMER = """
  customer_managed_key {
    key_vault_key_id          = azurerm_key_vault_key.main.id
    user_assigned_identity_id = "/subscriptions/0/x"
  }
"""
QUEUE = """
resource "azurerm_storage_queue" "jobs" {
  name               = "jobs"
  storage_account_id = azurerm_storage_account.logs.id
}
resource "azurerm_storage_share" "files" {
  name                 = "files"
  storage_account_name = azurerm_storage_account.logs.name
  quota                = 1
}
"""


@pytest.mark.parametrize(
    ("extra", "expected"),
    [("", None), ('queue_encryption_key_type = "Account"', "azurerm_key_vault_key.main.id")],
)
def test_the_key_of_an_account_reaches_its_queues_only_where_that_is_written(
    tmp_path: Path, extra: str, expected: str | None
) -> None:
    assets = written(tmp_path, GROUP + KEY + account(CUSTOMER + extra) + QUEUE)
    assert key(assets, "account.logs") == "azurerm_key_vault_key.main.id"
    assert key(assets, "files") == "azurerm_key_vault_key.main.id"
    assert key(assets, "jobs") == expected


@pytest.mark.parametrize(
    ("store", "companion"),
    [
        (
            block("eventhub_namespace", "it", 'sku = "Premium"')
            + 'resource "azurerm_eventhub" "part" {\n name = "e"\n partition_count = 1\n'
            "namespace_name = azurerm_eventhub_namespace.it.name\n}\n",
            ('eventhub_namespace_customer_managed_key" "it" {\n'
            "  eventhub_namespace_id = azurerm_eventhub_namespace.it.id\n"
            "  key_vault_key_ids = [azurerm_key_vault_key.main.id]"),
        ),
        (
            block("kusto_cluster", "it", 'sku {\n name = "Dev(No SLA)_Standard_D11_v2"\n}')
            + block("kusto_database", "part", "cluster_name = azurerm_kusto_cluster.it.name"),
            ('kusto_cluster_customer_managed_key" "it" {\n'
            "  cluster_id = azurerm_kusto_cluster.it.id\n"
            "  key_name = azurerm_key_vault_key.main.name"),
        ),
        (
            block("data_protection_backup_vault", "it", 'datastore_type = "VaultStore"\n'
                  'redundancy = "LocallyRedundant"')
            + block("log_analytics_cluster", "part", ""),
            ('data_protection_backup_vault_customer_managed_key" "it" {\n'
            "  data_protection_backup_vault_id = azurerm_data_protection_backup_vault.it.id\n"
            "  key_vault_key_id = azurerm_key_vault_key.main.id"),
        ),
    ],
)  # fmt: skip
def test_a_store_has_the_key_that_another_resource_gives_it(
    tmp_path: Path, store: str, companion: str
) -> None:
    given = f'resource "azurerm_{companion}\n}}\n'
    assets = written(tmp_path, GROUP + KEY + store + given)
    assert key(assets, "it") == "azurerm_key_vault_key.main.id"
    inherits = "cluster" not in store or "kusto" in store
    assert key(assets, "part") == ("azurerm_key_vault_key.main.id" if inherits else None)


@pytest.mark.parametrize(
    "where",
    [
        "storage_container_id = azurerm_storage_container.c.id",
        'storage_account_name = azurerm_storage_account.logs.name\nstorage_container_name = "c"',
    ],
)
def test_a_blob_is_found_in_its_account_by_both_generations(tmp_path: Path, where: str) -> None:
    text = (
        'resource "azurerm_storage_container" "c" {\n name = "c"\n'
        " storage_account_id = azurerm_storage_account.logs.id\n}\n"
        f'resource "azurerm_storage_blob" "b" {{\n name = "b"\n type = "Block"\n{where}\n}}\n'
    )
    assets = written(tmp_path, GROUP + KEY + account(CUSTOMER) + text)
    assert key(assets, "blob.b") == "azurerm_key_vault_key.main.id"
    assert place(assets, "blob.b") == "JP"


@pytest.mark.parametrize(("sku", "service"), [("Standard", None), ("GlobalStandard", "openai")])
def test_a_global_deployment_of_a_model_works_anywhere(
    tmp_path: Path, sku: str, service: str | None
) -> None:
    text = block("cognitive_account", "ai", 'kind = "OpenAI"\nsku_name = "S0"') + (
        'resource "azurerm_cognitive_deployment" "gpt" {\n name = "gpt"\n'
        " cognitive_account_id = azurerm_cognitive_account.ai.id\n"
        f' model {{\n format = "OpenAI"\n name = "gpt"\n}}\n sku {{\n name = "{sku}"\n}}\n}}\n'
    )
    found = known(one(written(tmp_path, GROUP + text), Placed, "gpt").location)
    assert found.service == service


WORKSPACE = block("log_analytics_workspace", "logs", 'sku = "PerGB2018"\nDAYS')


def test_a_workspace_has_the_key_of_its_cluster(tmp_path: Path) -> None:
    text = (
        block("log_analytics_cluster", "c", "")
        + 'resource "azurerm_log_analytics_cluster_customer_managed_key" "c" {\n'
        "  log_analytics_cluster_id = azurerm_log_analytics_cluster.c.id\n"
        "  key_vault_key_id = azurerm_key_vault_key.main.id\n}\n"
        'resource "azurerm_log_analytics_linked_service" "c" {\n'
        "  resource_group_name = azurerm_resource_group.main.name\n"
        "  workspace_id = azurerm_log_analytics_workspace.logs.id\n"
        "  write_access_id = azurerm_log_analytics_cluster.c.id\n}\n"
    )
    assets = written(tmp_path, GROUP + KEY + WORKSPACE.replace("DAYS", "") + text)
    assert key(assets, "workspace.logs") == "azurerm_key_vault_key.main.id"
    assert known(one(assets, LogStore, "logs").retention_days) == 30


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("P90D", 90),
        ("P1Y", 365),
        ("P1M", 30),
        ("P1Y6M", 545),
        ("PT24H", 1),
        ("P2W", 14),
        ("", None),
    ],
)
def test_durations_are_days(text: str, days: int | None) -> None:
    assert iso_days(text) == days


@pytest.mark.parametrize("text", ["90", "P", "PT", "ninety days"])
def test_what_is_no_duration_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="no"):
        iso_days(text)


def test_a_key_is_rotated_so_long_before_it_expires(tmp_path: Path) -> None:
    policy = """
  rotation_policy {
    expire_after = "P1Y"
    automatic {
      time_before_expiry = "P65D"
    }
  }
}
"""
    found = one(written(tmp_path, KEY.rstrip().removesuffix("}") + policy), Key)
    assert known(found.rotation_days) == 300
    assert known(one(written(tmp_path, KEY), Key).rotation_days) is None


# --- Logs


def setting(
    text: str, target: str = '"/subscriptions/00000000-0000-0000-0000-000000000000"'
) -> str:
    return (
        'resource "azurerm_monitor_diagnostic_setting" "it" {\n  name = "it"\n'
        f"  target_resource_id = {target}\n{text}\n}}\n"
    )


LOG = 'enabled_log {\n category_group = "audit"\n}\n'
TO_ACCOUNT = "storage_account_id = azurerm_storage_account.logs.id\n"


def test_the_activity_log_is_kept_for_ninety_days_unless_it_is_sent_elsewhere(
    tmp_path: Path,
) -> None:
    text = 'resource "azurerm_subscription" "new" {\n  subscription_name = "new"\n}\n'
    assets = written(tmp_path, text)
    assert known(one(assets, LogStore).retention_days) == 90
    (kept,) = one(assets, LogDelivery).destinations
    assert known(kept) == Reference("azurerm_subscription.new")
    sent = setting(TO_ACCOUNT + LOG, "azurerm_subscription.new.id")
    assets = written(tmp_path, GROUP + account() + text + sent)
    (kept,) = one(assets, LogDelivery).destinations
    assert known(kept) == Reference("azurerm_storage_account.logs", "id")
    assert one(assets, AuditTrail).id == "azurerm_monitor_diagnostic_setting.it"


@pytest.mark.parametrize(
    ("target", "trail"),
    [
        ('"/subscriptions/00000000-0000-0000-0000-000000000000"', True),
        ("data.azurerm_subscription.current.id", True),
        ('"/subscriptions/${data.azurerm_client_config.current.subscription_id}"', True),
        ("azurerm_storage_account.logs.id", False),
    ],
)
def test_the_activity_log_is_that_of_a_subscription(
    tmp_path: Path, target: str, *, trail: bool
) -> None:
    data = 'data "azurerm_subscription" "current" {}\ndata "azurerm_client_config" "current" {}\n'
    assets = written(tmp_path, GROUP + account() + data + setting(TO_ACCOUNT + LOG, target))
    assert bool([a for a in assets if isinstance(a, AuditTrail)]) is trail
    assert len([a for a in assets if isinstance(a, LogSource)]) == 1


def test_metrics_alone_are_no_log(tmp_path: Path) -> None:
    metrics = 'enabled_metric {\n category = "AllMetrics"\n}\n'
    assets = written(tmp_path, GROUP + account() + setting(TO_ACCOUNT + metrics))
    assert not [a for a in assets if isinstance(a, LogSource)]


# azurerm 3 and 4 before `log` was removed: a category is written, and may be switched off.
@pytest.mark.parametrize("enabled", [True, False])
def test_an_older_setting_may_switch_a_category_off(tmp_path: Path, *, enabled: bool) -> None:
    older = f'log {{\n category = "AuditEvent"\n enabled = {str(enabled).lower()}\n}}\n'
    assets = written(tmp_path, GROUP + account() + setting(TO_ACCOUNT + older))
    assert known(one(assets, LogSource).enabled) is enabled


@pytest.mark.parametrize(
    ("policy", "days"),
    [
        ("enabled = true\n days = 90", 90),
        ("enabled = true\n days = 0", None),
        ("enabled = false\n days = 90", None),
    ],
)
def test_a_retention_policy_deletes_before_the_account_does(
    tmp_path: Path, policy: str, days: int | None
) -> None:
    log = f'enabled_log {{\n category = "AuditEvent"\n retention_policy {{\n {policy}\n}}\n}}\n'
    assets = written(tmp_path, GROUP + account() + setting(TO_ACCOUNT + log))
    limited = [a for a in assets if isinstance(a, LogStore)]
    assert [known(a.retention_days) for a in limited] == ([days] if days else [])


@pytest.mark.parametrize("word", ["storage_endpoint", "blob_storage_endpoint"])
def test_an_audit_policy_is_read_of_both_generations(tmp_path: Path, word: str) -> None:
    server = block("mssql_server", "sql", 'version = "12.0"')
    audit = (
        'resource "azurerm_mssql_server_extended_auditing_policy" "it" {\n'
        "server_id = azurerm_mssql_server.sql.id\n"
        f"{word} = azurerm_storage_account.logs.primary_blob_endpoint\n}}\n"
    )
    assets = written(tmp_path, GROUP + account() + server + audit)
    (kept,) = one(assets, LogDelivery).destinations
    assert isinstance(known(kept), Reference)
    assert known(kept).address == "azurerm_storage_account.logs"


def test_an_account_named_by_its_endpoint_is_found(tmp_path: Path) -> None:
    audit = (
        'resource "azurerm_mssql_database_extended_auditing_policy" "it" {\n'
        'database_id = "/subscriptions/0/x"\n'
        'storage_endpoint = "https://logs.blob.core.windows.net/"\nretention_in_days = 30\n}\n'
    )
    lifecycle = """
resource "azurerm_storage_management_policy" "it" {
  storage_account_id = azurerm_storage_account.logs.id
  rule {
    name    = "short"
    enabled = true
    filters {
      blob_types = ["blockBlob"]
    }
    actions {
      base_blob {
        delete_after_days_since_creation_greater_than = 7
      }
    }
  }
}
"""
    assets = written(tmp_path, GROUP + account() + audit + lifecycle)
    (limited,) = [a for a in assets if isinstance(a, LogStore)]
    assert known(limited.retention_days) == 7


def test_what_no_setting_names_may_be_recorded_by_another_input(tmp_path: Path) -> None:
    vault = block("key_vault", "kv", 'sku_name = "standard"\ntenant_id = "t"')
    log = one(written(tmp_path, GROUP + vault), ServiceLog)
    assert known(log.enabled) == "no diagnostic setting of this input names it"


# --- Guardrails

ASSIGNMENT = """
resource "azurerm_management_group_policy_assignment" "it" {
  name                 = "regions"
  management_group_id  = "/providers/Microsoft.Management/managementGroups/mg"
  policy_definition_id = DEFINITION
  EXTRA
  parameters = jsonencode({ GIVEN })
}
"""
BUILT_IN = (
    '"/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c"'
)
JAPAN = 'listOfAllowedLocations = { value = ["Japan East", "japanwest"] }'


def left(folder: Path, definition: str, given: str, *, extra: str = "", beside: str = "") -> Any:
    """Return the countries that an assignment leaves, or why they are not known."""
    text = ASSIGNMENT.replace("DEFINITION", definition).replace("GIVEN", given)
    (found,) = [
        a for a in written(folder, beside + text.replace("EXTRA", extra))
        if isinstance(a, RegionGuardrail)
    ]  # fmt: skip
    if isinstance(found.reachable, Unknown):
        return found.reachable.reason
    return {place.country for place in found.reachable.value}


def test_the_built_in_policy_leaves_what_it_is_given(tmp_path: Path) -> None:
    assert left(tmp_path, BUILT_IN, JAPAN) == {"JP"}
    assert left(tmp_path, BUILT_IN, JAPAN.replace("japanwest", "koreacentral")) == {"JP", "KR"}


@pytest.mark.parametrize("extra", ["enforce = false", 'not_scopes = ["/subscriptions/0"]'])
def test_a_policy_with_a_gap_leaves_every_region(tmp_path: Path, extra: str) -> None:
    assert "US" in left(tmp_path, BUILT_IN, JAPAN, extra=extra)


def test_a_policy_of_an_initiative_is_given_its_parameters(tmp_path: Path) -> None:
    initiative = f"""
resource "azurerm_policy_set_definition" "it" {{
  name         = "it"
  policy_type  = "Custom"
  display_name = "it"
  policy_definition_reference {{
    policy_definition_id = {BUILT_IN}
    parameter_values     = jsonencode({{
      listOfAllowedLocations = {{ value = "[parameters('regions')]" }}
    }})
  }}
}}
"""
    given = 'regions = { value = ["japaneast"] }'
    assert left(tmp_path, "azurerm_policy_set_definition.it.id", given, beside=initiative) == {"JP"}


def test_another_built_in_policy_is_no_guardrail(tmp_path: Path) -> None:
    other = '"/providers/Microsoft.Authorization/policyDefinitions/other"'
    text = ASSIGNMENT.replace("DEFINITION", other).replace("GIVEN", "").replace("EXTRA", "")
    assert not [a for a in written(tmp_path, text) if isinstance(a, RegionGuardrail)]


# --- azapi


def test_azapi_is_read_by_its_type(tmp_path: Path) -> None:
    text = """
resource "azapi_resource" "account" {
  type      = "Microsoft.Storage/storageAccounts@2023-05-01"
  name      = "acct"
  parent_id = azurerm_resource_group.main.id
  location  = "Japan West"
  body = {
    properties = { encryption = { keyVaultProperties = { keyname = "cmk" } } }
  }
}
resource "azapi_resource" "logs" {
  type      = "Microsoft.OperationalInsights/workspaces@2023-09-01"
  name      = "logs"
  parent_id = azurerm_resource_group.main.id
  body      = jsonencode({ location = "koreacentral", properties = { retentionInDays = 400 } })
}
resource "azapi_resource" "lab" {
  type      = "Microsoft.Unheard/of@2023-09-01"
  name      = "lab"
  parent_id = azurerm_resource_group.main.id
  body      = {}
}
resource "azapi_resource" "part" {
  type      = "Microsoft.Network/virtualNetworks/subnets@2023-09-01"
  name      = "part"
  parent_id = azapi_resource.account.id
}
"""
    assets = written(tmp_path, GROUP + text)
    assert place(assets, "account") == "JP"
    assert key(assets, "account") == "cmk"
    assert place(assets, "logs") == "KR"
    assert known(one(assets, LogStore, "logs").retention_days) == 400
    assert place(assets, "lab") == "nothing says where it lies"
    assert "no row reads" in known(one(assets, Store, "lab").encrypted)
    assert place(assets, "part") == "JP"


RULES = """
resource "azurerm_policy_definition" "it" {
  name         = "it"
  policy_type  = "Custom"
  mode         = "Indexed"
  display_name = "it"
  parameters   = jsonencode({
    effect = { type = "String", defaultValue = "EFFECT" }
  })
  policy_rule = jsonencode({
    if   = CONDITION
    then = { effect = "[parameters('effect')]" }
  })
}
"""
OWN = "azurerm_policy_definition.it.id"
JAPAN_ALONE = '{ not = { field = "location", in = ["japaneast", "japanwest"] } }'


@pytest.mark.parametrize(
    ("effect", "given", "expected"),
    [
        ("Deny", "", {"JP"}),
        ("Audit", "", None),
        ("Audit", 'effect = { value = "deny" }', {"JP"}),
        ("Deny", 'effect = { value = "Disabled" }', None),
    ],
)
def test_a_rule_of_ones_own_restricts_where_it_denies(
    tmp_path: Path, effect: str, given: str, expected: set[str] | None
) -> None:
    beside = RULES.replace("EFFECT", effect).replace("CONDITION", JAPAN_ALONE)
    found = left(tmp_path, OWN, given, beside=beside)
    assert found == expected if expected else "US" in found


def test_a_rule_about_something_else_is_no_guardrail(tmp_path: Path) -> None:
    other = '{ allOf = [{ field = "type", equals = "Microsoft.Compute/disks" }] }'
    beside = RULES.replace("EFFECT", "Deny").replace("CONDITION", other)
    text = ASSIGNMENT.replace("DEFINITION", OWN).replace("GIVEN", "").replace("EXTRA", "")
    assert not [a for a in written(tmp_path, beside + text) if isinstance(a, RegionGuardrail)]


def test_a_definition_that_is_not_seen_may_restrict_regions(tmp_path: Path) -> None:
    data = 'data "azurerm_policy_definition" "it" {\n  display_name = "NAME"\n}\n'
    named = "data.azurerm_policy_definition.it.id"
    seen = data.replace("NAME", "Allowed locations")
    assert left(tmp_path, named, JAPAN, beside=seen) == {"JP"}
    assert left(tmp_path, "azurerm_policy_definition.it.id", JAPAN, beside="").startswith("whether")
