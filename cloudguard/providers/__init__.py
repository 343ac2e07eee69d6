"""What each provider's resources mean: one package per provider."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from cloudguard.assets import Asset
from cloudguard.assets.keys import Key
from cloudguard.assets.storage import Hold, Store
from cloudguard.providers.adapter import Reader
from cloudguard.providers.clouds import clouds
from cloudguard.providers.package import Package
from cloudguard.providers.schema import unproven
from cloudguard.sources.blocks import Providers
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known

if TYPE_CHECKING:
    from cloudguard.identity.powers import Powers
    from cloudguard.network.wiring import Wiring

# By the first word of the resource type; a package is imported when its types are met.
PACKAGES: Final = {
    **dict.fromkeys(("aws", "awscc"), "cloudguard.providers.aws"),
    **dict.fromkeys(("azurerm", "azuread", "azapi"), "cloudguard.providers.azure"),
    "google": "cloudguard.providers.google",
    "oci": "cloudguard.providers.oci",
    "sakura": "cloudguard.providers.sakura",
    "sakuracloud": "cloudguard.providers.sakura",
}
# Providers whose resources live in the state alone or on the machine that applies:
# registry documentation of hashicorp/random, null, tls, time, local, archive, external.
HELPERS: Final = frozenset(
    {"random", "null", "tls", "time", "local", "archive", "external", "terraform"}
)
# What runs inside a cluster, whoever's: registry documentation of hashicorp/kubernetes and helm.
INSIDE_CLUSTERS: Final = frozenset({"kubernetes", "helm", "kubectl"})

_HOLDING: Final = frozenset({"store", "objects", "logs"})


@dataclass(slots=True)
class Understanding:
    """What the resources of one input became."""

    assets: list[Asset] = field(default_factory=list)
    judged: int = 0
    excluded: dict[str, int] = field(default_factory=dict)
    types_not_understood: dict[str, int] = field(default_factory=dict)
    bugs: list[str] = field(default_factory=list)
    """Types whose reading failed by an error of this program."""


def understand(resources: Resources, configuration: Providers) -> Understanding:
    """Turn resources into assets, and account for every one of them."""
    found = Understanding()
    families = {family(type_) for type_ in resources.types()}
    done: set[str] = set()
    known: set[str] = set()
    for name in sorted(families & PACKAGES.keys()):
        package = _package(name)
        if PACKAGES[name] in done:
            continue  # several families are one provider's: azurerm and azuread
        done.add(PACKAGES[name])
        known |= package.understood()
        for reader in package.readers(resources, configuration):
            failed = _read(reader, found)
            known -= failed
    found.assets += _guarded(resources.managed, found.assets)
    found.assets += clouds(resources.managed)
    for resource in resources.managed:
        _account(resource, known, found)
    return found


def _guarded(resources: Sequence[Resource], assets: Sequence[Asset]) -> list[Asset]:
    """Return what Terraform refuses to destroy, which is another step before it can be gone."""
    guarded = {resource.address for resource in resources if resource.prevent_destroy}
    if not guarded:
        return []
    own = [asset for asset in assets if isinstance(asset, (Store, Key)) and asset.id in guarded]
    return [
        Hold(
            **{each.name: getattr(asset, each.name) for each in fields(Asset)} | {"names": ()},
            of=Known(asset.id, asset.origin),
            what="prevent-destroy",
            holds=Known(True, replace(asset.origin, path="lifecycle.prevent_destroy")),
            days=Known(None, asset.origin),
            lifts=True,
        )
        for asset in own
    ]


def wire(resources: Resources, configuration: Providers, wiring: Wiring) -> None:
    """Draw the networks of all providers of an input into one wiring."""
    for package in _packages(resources):
        before = set(wiring.hosts)
        package.wired(resources, configuration, wiring)
        # A network of one provider holds nothing of another's.
        wiring.limited(host for id_, host in wiring.hosts.items() if id_ not in before)


def people(resources: Resources, configuration: Providers, powers: Powers) -> None:
    """Read the principals of all providers of an input, and what each can do."""
    for package in _packages(resources):
        package.people(resources, configuration, powers)


def _packages(resources: Resources) -> Iterator[Package[Any]]:
    families = {family(type_) for type_ in resources.types()}
    modules = {PACKAGES[name]: name for name in sorted(families & PACKAGES.keys())}
    for name in modules.values():
        yield _package(name)


def completed(type_: str, attributes: dict[str, Any], unknown: Any) -> tuple[dict[str, Any], Any]:
    """Return what is written of a resource as its provider would plan it."""
    if family(type_) not in PACKAGES:
        return unproven(attributes, unknown)
    return _package(family(type_)).completed(type_, attributes, unknown)


def planned(type_: str, block: str) -> bool:
    """Tell whether a block of a type, where it is not written, is known before apply."""
    return family(type_) in PACKAGES and _package(family(type_)).planned(type_, block)


def alone(type_: str, asked: Collection[str]) -> bool:
    """Tell a type that can be judged where nothing but some types was asked for.

    That a companion was not asked for tells nothing: judged is what holds data and is joined with
    nothing, what asks whether its companions were read, and who may do what where everything was
    asked for that says it.
    """
    if family(type_) not in PACKAGES:
        return False
    package = _package(family(type_))
    joined = {name for a in package.adapters for name in (*a.types, *a.companions)}
    holds = package.table.has(type_) and package.table.row(type_).get("kind") in _HOLDING
    if (holds and type_ not in joined) or type_ in package.live:
        return True
    return type_ in package.principals and package.principals <= frozenset(asked)


def tells_principals(asked: Collection[str]) -> bool:
    """Tell whether types that were asked for say together who may do what."""
    packages = {
        name: _package(name) for name in {family(type_) for type_ in asked} & PACKAGES.keys()
    }
    wanted = [p.principals for p in packages.values() if p.principals]
    return any(types <= frozenset(asked) for types in wanted)


@cache
def _package(name: str) -> Package[Any]:
    package: Package[Any] = import_module(PACKAGES[name]).PACKAGE
    return package


def family(type_: str) -> str:
    """Return the first word of a resource type, which names its provider."""
    return type_.partition("_")[0].removesuffix("-beta")


def _read(reader: Reader, found: Understanding) -> frozenset[str]:
    try:
        found.assets += reader.read()
    except Exception:  # noqa: BLE001  # a bug in one adapter must cost only its own types
        found.bugs += sorted(reader.types) or ["what belongs to no type"]
        return reader.types
    return frozenset()


def _account(resource: Resource, known: set[str], found: Understanding) -> None:
    if resource.type in known:
        found.judged += 1
    elif family(resource.type) in HELPERS:
        reason = "helper provider: nothing in the cloud"
        found.excluded[reason] = found.excluded.get(reason, 0) + 1
    elif family(resource.type) in INSIDE_CLUSTERS:
        reason = "inside a cluster: outside of what is judged"
        found.excluded[reason] = found.excluded.get(reason, 0) + 1
    else:
        counts = found.types_not_understood
        counts[resource.type] = counts.get(resource.type, 0) + 1
