"""Public endpoints of managed services: whom they let in, by address, by subnet, or everybody.

Microsoft Learn, the networking page of each service ("Configure Azure Storage firewalls and virtual
networks", "Azure SQL Database and Azure Synapse IP firewall rules", "Azure App Service access
restrictions", …) and azurerm docs of each type for what is the case where nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from cloudguard.network.intervals import Intervals, difference, intersection, union_of
from cloudguard.network.packets import TCP, addresses, ports, prefix
from cloudguard.providers.azure.network.reading import blocks, certain, flag, texts, word
from cloudguard.providers.azure.network.spans import NOWHERE, Span
from cloudguard.providers.azure.network.tags import PUBLIC, PUBLIC_V4, addresses_of
from cloudguard.providers.azure.network.vnets import Vnets
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown

EVERYBODY: Final = Span(PUBLIC, PUBLIC)
PERHAPS: Final = Span((), PUBLIC)
_AZURE: Final = "0.0.0.0"  # noqa: S104  # nothing is bound to it: it stands for services of Azure
_DOCS: Final = "azurerm docs: public network access is enabled by default"


@dataclass(frozen=True, slots=True)
class Service:
    """A type with a public endpoint.

    `access` are the names of the switch; `acl` the block whose default action and lists decide;
    `rules` the resources, by the attribute that names the service, each of which lets addresses in
    (without any, nobody); `ranges` an attribute that lists who is let in (without any, everybody);
    `subnets` the resources that let subnets in. `endpoint` is its name among service endpoints.
    `app` is true of what runs code and sends by itself.
    """

    type: str
    tcp: tuple[int, ...] = (443,)
    access: tuple[str, ...] = ("public_network_access_enabled",)
    acl: str | None = None
    rules: tuple[str, str] | None = None
    ranges: str | None = None
    subnets: tuple[str, str] | None = None
    endpoint: str = ""
    app: bool = False
    unless: str | None = None
    ports: Intervals = field(init=False)

    def __post_init__(self) -> None:
        """Make the set of ports once."""
        object.__setattr__(self, "ports", union_of(ports(TCP, port, port) for port in self.tcp))


def _service(type_: str, **more: Any) -> Service:
    return Service(f"azurerm_{type_}", **more)


_APPS: Final = (
    "linux_web_app", "windows_web_app", "linux_function_app", "windows_function_app",
    "function_app_flex_consumption", "logic_app_standard",
    "linux_web_app_slot", "windows_web_app_slot", "linux_function_app_slot",
    "windows_function_app_slot",
)  # fmt: skip
SERVICES: Final = (
    _service("storage_account", tcp=(80, 443, 445), acl="network_rules", endpoint="storage"),
    _service("key_vault", acl="network_acls", endpoint="keyvault"),
    _service("mssql_server", tcp=(1433,), rules=("azurerm_mssql_firewall_rule", "server_id"),
             subnets=("azurerm_mssql_virtual_network_rule", "server_id"), endpoint="sql"),
    _service("postgresql_flexible_server", tcp=(5432, 6432), unless="delegated_subnet_id",
             rules=("azurerm_postgresql_flexible_server_firewall_rule", "server_id")),
    _service("mysql_flexible_server", tcp=(3306,), unless="delegated_subnet_id",
             access=("public_network_access", "public_network_access_enabled"),
             rules=("azurerm_mysql_flexible_server_firewall_rule", "server_name")),
    _service("postgresql_server", tcp=(5432,), rules=("azurerm_postgresql_firewall_rule",
             "server_name"), endpoint="sql"),
    _service("cosmosdb_account", ranges="ip_range_filter", endpoint="azurecosmosdb"),
    _service("redis_cache", tcp=(6379, 6380), unless="subnet_id"),
    _service("container_registry", acl="network_rule_set", endpoint="containerregistry"),
    _service("servicebus_namespace", tcp=(443, 5671, 5672), acl="network_rule_set",
             endpoint="servicebus"),
    _service("eventhub_namespace", tcp=(443, 5671, 5672, 9093), acl="network_rulesets",
             endpoint="eventhub"),
    _service("cognitive_account", acl="network_acls", endpoint="cognitiveservices"),
    _service("ai_services", access=("public_network_access",), acl="network_acls",
             endpoint="cognitiveservices"),
    _service("search_service", ranges="allowed_ips"),
    _service("synapse_workspace", tcp=(443, 1433),
             rules=("azurerm_synapse_firewall_rule", "synapse_workspace_id")),
    _service("data_factory", access=("public_network_enabled",)),
    _service("app_configuration", access=("public_network_access",)),
    _service("eventgrid_topic", ranges="inbound_ip_rule"),
    _service("eventgrid_domain", ranges="inbound_ip_rule"),
    _service("iothub", tcp=(443, 5671, 8883)),
    _service("kusto_cluster", ranges="allowed_ip_ranges"),
    _service("machine_learning_workspace"),
    _service("databricks_workspace"),
    _service("automation_account"),
    _service("batch_account"),
    _service("static_web_app", access=("public_network_access_enabled",)),
    _service("web_pubsub"),
    _service("signalr_service"),
    *(_service(name, access=("public_network_access_enabled", "public_network_access"), app=True)
      for name in _APPS),
)  # fmt: skip


def admitted(resource: Resource, service: Service, vnets: Vnets) -> Span:
    """Return the public addresses that a service lets in."""
    if service.unless is not None:
        inside = resource.get(service.unless, None, "azurerm docs: not in a network")
        if isinstance(inside, Known) and inside.value:
            return NOWHERE
    switched = _switched(resource, service.access)
    if switched is False:
        return NOWHERE
    span = _listed(resource, service, vnets)
    sure = switched and certain(resource)
    return span if sure else span.maybe()


def lets_in(resource: Resource, service: Service, subnet: str, vnets: Vnets) -> bool | None:
    """Tell whether a service lets a subnet in that has a service endpoint to it."""
    switched = _switched(resource, service.access)
    if switched is False:
        return False
    named: list[str | None] = []
    holder = _acl(resource, service, vnets)
    if holder is not None:
        named += (vnets.named(v) for v in texts(holder, "virtual_network_subnet_ids"))
        for name in ("virtual_network_rules", "virtual_network_rule", "network_rules"):
            named += (vnets.named(v) for v in texts(holder, f"{name}.subnet_id"))
    named += (vnets.named(v) for v in texts(resource, "virtual_network_rule.id"))
    if service.subnets is not None:
        type_, via = service.subnets
        about = vnets.resources.about(resource, type_, via)
        named += (vnets.named(rule.get("subnet_id")) for rule in about.named)
        named += [None] * len(about.possible)
    if subnet in named:
        return True if switched and certain(resource) else None
    everybody = admitted(resource, service, vnets)
    if everybody.sure == PUBLIC:
        return True
    return None if None in named or everybody.possible == PUBLIC else False


def reachable(resource: Resource, service: Service) -> bool:
    """Tell whether a service may have a public address at all."""
    inside = resource.get(service.unless, None, "azurerm docs") if service.unless else None
    if isinstance(inside, Known) and inside.value:
        return False
    return _switched(resource, service.access) is not False


def is_met(resource: Resource, service: Service, vnets: Vnets) -> bool:
    """Tell whether anything may reach a service at its public address, or it sends by itself."""
    if service.app:
        return True
    if not reachable(resource, service):
        return False
    return bool(admitted(resource, service, vnets).possible) or any(
        lets_in(resource, service, subnet, vnets) is not False for subnet in vnets.subnets
    )


def _switched(resource: Resource, names: tuple[str, ...]) -> bool | None:
    """Return the switch of public access: on by default, true or `Enabled`."""
    found: bool | None = True
    for name in names:
        value = resource.get(name, True, _DOCS)
        if isinstance(value, Unknown):
            found = None
        elif str(value.value).lower() in ("false", "disabled", "securedbyperimeter"):
            return False
    return found


def _acl(resource: Resource, service: Service, vnets: Vnets) -> Resource | None:
    """Return the block, or the resource, that holds the rules of a service; None without any."""
    if service.acl is None:
        return None
    for block in blocks(resource, service.acl):
        return resource if isinstance(block, Unknown) else block
    if service.type == "azurerm_storage_account":
        about = vnets.resources.about(
            resource, "azurerm_storage_account_network_rules", "storage_account_id"
        )
        if about.named or about.possible:
            return about.one()
    return None


def _listed(resource: Resource, service: Service, vnets: Vnets) -> Span:
    if service.app:
        return _restricted(resource)
    if service.acl is not None:
        holder = _acl(resource, service, vnets)
        if holder is None:
            return EVERYBODY
        if holder is resource:
            return PERHAPS
        action = word(holder, "default_action", default="Allow", because="azurerm docs: Allow")
        found = _spans(holder, "ip_rules", "ip_rule.ip_range", "ip_rule.ip_mask")
        if action == "allow":
            return EVERYBODY
        return found if action == "deny" else PERHAPS
    if service.rules is not None:
        return _opened(resource, service.rules, vnets)
    if service.ranges is not None:
        values = list(texts(resource, service.ranges, f"{service.ranges}.ip_mask"))
        chosen = flag(
            resource, "is_virtual_network_filter_enabled", default=False, because="azurerm docs: no"
        )
        if not values and chosen is not True:
            return EVERYBODY if chosen is False else PERHAPS
        return _spans(resource, service.ranges, f"{service.ranges}.ip_mask")
    return EVERYBODY


def _spans(resource: Resource, *paths: str) -> Span:
    """Return the public addresses that lists give; 0.0.0.0 is any service of Azure."""
    found = NOWHERE
    for value in texts(resource, *paths):
        if isinstance(value, Unknown):
            found |= PERHAPS
            continue
        for text in str(value.value).split(","):
            there = addresses_of(text.strip())
            if there is None or there == prefix(_AZURE):
                found |= PERHAPS
            else:
                public = intersection(there, PUBLIC)
                found |= Span(public, public)
    return found


def _opened(resource: Resource, rules: tuple[str, str], vnets: Vnets) -> Span:
    """Return what firewall rules open, each from one address to another."""
    type_, via = rules
    about = vnets.resources.about(resource, type_, via, ("id", "name"))
    found = NOWHERE
    for rule, known in (*((r, True) for r in about.named), *((r, False) for r in about.possible)):
        pair = [rule.get(f"{end}_ip_address") for end in ("start", "end")]
        if not all(isinstance(end, Known) for end in pair) or not known:
            found |= PERHAPS
            continue
        low, high = (str(end.value) for end in pair if isinstance(end, Known))
        if low == high == _AZURE:
            found |= Span((), PUBLIC_V4)
            continue
        try:
            public = intersection(addresses(low, high), PUBLIC)
        except ValueError:
            found |= PERHAPS
            continue
        found |= Span(public, public)
    return found


def _restricted(resource: Resource) -> Span:
    """Return what the access restrictions of an app let in.

    Azure App Service access restrictions: without any rule all pass; with rules what none of them
    matches is denied, unless the default action says otherwise.
    """
    rules = list(blocks(resource, "site_config.ip_restriction"))
    action = word(
        resource, "site_config.ip_restriction_default_action", default="", because="azurerm docs"
    )
    if not rules and action != "deny":
        return EVERYBODY if action is not None else PERHAPS
    allowed, denied = NOWHERE, NOWHERE
    for rule in rules:
        if isinstance(rule, Unknown):
            return PERHAPS
        said = word(rule, "action", default="Allow", because="azurerm docs: Allow")
        span = _span_of(rule)
        if said == "allow":
            allowed |= span
        elif said == "deny":
            denied |= span
        else:
            allowed, denied = allowed | span.maybe(), denied | span.maybe()
    if action == "allow":
        allowed = allowed | EVERYBODY
    # Rules have priorities; without reading them what both name is not sure.
    return Span(difference(allowed.sure, denied.possible), allowed.possible)


def _span_of(rule: Resource) -> Span:
    found = _spans(rule, "ip_address")
    for path in ("service_tag", "headers.x_azure_fdid"):
        if any(True for _ in texts(rule, path)):
            found |= PERHAPS
    return found
