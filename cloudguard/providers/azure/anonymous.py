"""Whether what lies in a storage account can be read without being known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure, fact
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value, all_true, any_true, inherent

WEBSITE: Final = "azurerm_storage_account_static_website"
_RULES: Final = "azurerm_storage_account_network_rules"
_ALLOW: Final = "allow_nested_items_to_be_public"
_PAGE: Final = "Azure Storage documentation, Configure anonymous read access"
PRIVATE: Final = (
    f"{_PAGE}: off unless the container is opened; azurerm docs: container_access_type defaults to "
    "private"
)
AUTHORISED: Final = (
    "Azure Storage documentation, Authorize access to data: anonymous access exists for "
    "containers and blobs alone"
)
CLOSED: Final = f"{_PAGE}: nothing of this input opens a container of it"
_BY_VERSION: Final = (
    "whether its account lets a container be open is not written: azurerm lets it before 5.0 and "
    "does not from 5.0"
)
_WEB: Final = (
    "Azure Storage documentation, Static website hosting: whoever asks is served what lies in "
    "$web, whatever the access of containers is"
)
_NO_WEBSITE: Final = "azurerm docs: without a static website nothing is served"
_ENDPOINT: Final = "azurerm docs, azurerm_storage_account: public_network_access_enabled is true"
_NETWORKS: Final = "the network rules of its account decide who reaches it without being known"
_PERIMETER: Final = "the network security perimeter decides who reaches it"
_UNSEEN: Final = "its storage account decides, and is not in this input"


def container_open(container: Resource, account: Resource | None, azure: Azure) -> Value[bool]:
    """Tell whether anybody may read a container: it is open, and its account lets it be."""
    level = fact(container, "container_access_type", "private", PRIVATE)
    opened = level.map(lambda found: found in ("blob", "container"))
    name = fact(container, "name")
    if account is not None and isinstance(name, Known) and name.value == "$web":
        return any_true([website(account, azure), _reachable(account, azure, opened)])
    if isinstance(opened, Known) and not opened.value:
        return opened
    if account is None:
        return Unknown(_UNSEEN, level.source)
    return _reachable(account, azure, opened)


def _reachable(account: Resource, azure: Azure, opened: Value[bool]) -> Value[bool]:
    return all_true([opened, _allowed(account), _reached(account, azure)])


def account_open(
    account: Resource,
    inside: Iterable[Resource],
    perhaps: Iterable[Resource],
    azure: Azure,
) -> Value[bool]:
    """Tell whether anybody may read a part of an account: of `inside`, and `perhaps` of others."""
    nothing: Value[bool] = inherent(False, account.source(_ALLOW), CLOSED)
    found = [container_open(container, account, azure) for container in inside]
    for container in perhaps:
        opened = container_open(container, account, azure)
        if isinstance(opened, Unknown) or opened.value:
            reason = f"{container.address} may be of this account: what it names is not known"
            opened = Unknown(reason, container.source())
        found.append(opened)
    decided = any_true([website(account, azure), *found, nothing])
    return nothing if isinstance(decided, Known) and not decided.value else decided


def website(account: Resource, azure: Azure) -> Value[bool]:
    """Tell whether an account serves a website to everyone."""
    beside = azure.resources.about(account, WEBSITE, "storage_account_id", ("id",))
    source = replace(account.source("static_website"), note=_WEB)
    if beside.named:
        return all_true([Known(True, source), _reached(account, azure)])
    if beside.possible:
        reason = f"{beside.possible[0].address} may be of this account"
        return Unknown(reason, source)
    blocks = written(account, "static_website")
    if isinstance(blocks, Unknown):
        return Unknown(blocks.reason, blocks.source)
    if not blocks.value:
        return inherent(False, blocks.source, _NO_WEBSITE)
    return all_true([Known(True, source), _reached(account, azure)])


def written(resource: Resource, path: str) -> Value[tuple[Resource, ...]]:
    """Return the blocks at a path that a provider never writes by itself.

    A plan says of a dynamic block with unknown items only that the whole of it is not known.
    """
    blocks = resource.blocks(path)
    hidden = resource.unknown
    may = isinstance(hidden, dict) and path in hidden and hidden[path] is True
    if isinstance(blocks, Known) and may:
        return Unknown(f"{path} may come from a dynamic block", blocks.source)
    return blocks


def _allowed(account: Resource) -> Value[bool]:
    found = fact(account, _ALLOW, None, NOT_WRITTEN)
    if isinstance(found, Known) and found.value is None:
        return Unknown(_BY_VERSION, found.source)
    return found.map(lambda value: value is True)


def _reached(account: Resource, azure: Azure) -> Value[bool]:
    """Tell whether everyone's requests come through to an account."""
    access = fact(account, "public_network_access", None, NOT_WRITTEN)  # from azurerm 5
    if isinstance(access, Known) and access.value is None:
        access = fact(account, "public_network_access_enabled", True, _ENDPOINT)
    if isinstance(access, Known) and access.value == "SecuredByPerimeter":
        return Unknown(_PERIMETER, access.source)
    network: Value[bool] = access.map(lambda value: value in (True, "Enabled"))
    if isinstance(network, Unknown) or network.value is False:
        return network
    beside = azure.resources.about(account, _RULES, "storage_account_id", ("id",))
    rules: list[Value[Any]] = [fact(account, "network_rules.default_action", None, "no rules")]
    if beside.named:
        rules.append(fact(beside.named[0], "default_action"))
    elif beside.possible:
        rules.append(Unknown(_NETWORKS, beside.possible[0].source()))
    for rule in rules:
        if isinstance(rule, Unknown) or rule.value == "Deny":
            return Unknown(_NETWORKS, rule.source)
    return inherent(True, network.source, _ENDPOINT)
