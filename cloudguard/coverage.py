"""What each check can answer on each provider, found by asking the tables themselves.

Every resource type is read once with nothing known of it: what then becomes of it (a store, a
copy, a log) is what the check can be put to, and a field that says "no attribute says this" is
one that the type has no answer for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from cloudguard.assets import Asset, Placed
from cloudguard.assets.clouds import CloudUse
from cloudguard.assets.network import Flow
from cloudguard.check import Check
from cloudguard.estate import Estate
from cloudguard.providers import PACKAGES
from cloudguard.providers.clouds import clouds
from cloudguard.providers.package import Package
from cloudguard.sources.blocks import ProviderBlock
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Source, Unknown, Value

SOURCES: Final = ("plan", "hcl", "state")
"""What resources are read from: the tables are the same for all of them."""
NOT_YET: Final = ("live azure", "live google", "live oci", "live sakura")
NO_ANSWER: Final = "no attribute says this"
NOTHING: Final = "nothing of this kind on this provider"
NOT_DRAWN: Final = "its networks are not read yet"
NOT_LISTED: Final = "its principals are not read yet"
_ZONES: Final = "zone_separation"
_ENDS: Final = {
    "contracts.erasable-by-end": ("lock", "recoverable_days"),
    "keys.destroyable": ("recoverable_days", "imported"),
}
"""What must be told of an asset for its end to be known: without contract all is unknown."""
_PEOPLE: Final = ("admins.", "contractors.", "identities.", "privileged.")


@dataclass(frozen=True, slots=True)
class Cell:
    """One check on one provider: of how many types it can be asked, of how many it is answered.

    `why` is given where it is answered for none.
    """

    check: str
    provider: str
    answered: int
    asked: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The cells, row by row in the order of the checks, and how many types are understood."""

    providers: tuple[str, ...]
    cells: tuple[Cell, ...]
    types: Mapping[str, int]

    def row(self, check: str) -> list[Cell]:
        """Return the cells of a check, in the order of the providers."""
        return [cell for cell in self.cells if cell.check == check]


def matrix(checks: Sequence[Check]) -> Matrix:
    """Return what the checks can answer on every provider that has tables."""
    packages: dict[str, Package[Any]] = {}
    for module in dict.fromkeys(PACKAGES.values()):
        packages[module.rpartition(".")[2]] = import_module(module).PACKAGE
    read = {name: _probed(package) for name, package in packages.items()}
    cells = tuple(
        _cell(check, name, packages[name], read[name]) for check in checks for name in packages
    )
    types = {name: len(package.understood()) for name, package in packages.items()}
    return Matrix(tuple(packages), cells, types)


def _probed(package: Package[Any]) -> Mapping[str, list[Asset]]:
    """Return what becomes of each type, read with nothing known of it."""
    found: dict[str, list[Asset]] = {}
    for type_ in sorted(package.understood()):
        resource = Resource(type_, "x", f"{type_}.x", {}, unknown=True, resolve=_unresolved)
        assets: list[Asset] = list(clouds([resource]))
        for reader in package.readers(Resources([resource]), _Blocks()):
            assets += reader.read()
        found[type_] = assets
    blocks = _Blocks(package.families)
    found["provider"] = [
        asset for reader in package.readers(Resources([]), blocks) for asset in reader.read()
    ]
    return found


def _unresolved(resource: Resource, _trail: object) -> Value[Any]:
    return Unknown("known only after apply", resource.source())


def _cell(
    check: Check, provider: str, package: Package[Any], read: Mapping[str, list[Asset]]
) -> Cell:
    if _is_of_networks(check):
        drawn = int(package.network is not None)
        return Cell(check.id, provider, drawn, 1, "" if drawn else NOT_DRAWN)
    if check.id.startswith(_PEOPLE):
        why = package.lacks.get(check.id, "" if package.identity else NOT_LISTED)
        return Cell(check.id, provider, int(not why), 1, why)
    asked = answered = 0
    for assets in read.values():
        of_kind = [asset for asset in assets if isinstance(asset, check.kind)]
        if not of_kind:
            continue
        asked += 1
        answered += any(_is_answered(check, asset, assets) for asset in of_kind)
    if asked and check.kind is CloudUse:
        return Cell(check.id, provider, 1, 1)
    why = "" if answered else package.lacks.get(check.id, NO_ANSWER if asked else NOTHING)
    return Cell(check.id, provider, answered, asked, why)


def _is_of_networks(check: Check) -> bool:
    """Tell a check of paths through networks: a provider's networks are drawn whole, or not."""
    return check.topic == _ZONES and check.kind in (Placed, Flow)


def _is_answered(check: Check, asset: Asset, assets: list[Asset]) -> bool:
    if any(_untold(getattr(asset, name)) for name in _ENDS.get(check.id, ())):
        return False
    verdict = check.judge(asset, Estate(assets))
    if verdict is None:
        return True  # another check, or this one of another asset, gives the answer
    reasons = [e.value.reason for e in verdict.evidence if isinstance(e.value, Unknown)]
    return len(reasons) < len(verdict.evidence) or any(r != NO_ANSWER for r in reasons)


def _untold(value: Value[Any]) -> bool:
    return isinstance(value, Unknown) and value.reason == NO_ANSWER


class _Blocks:
    """Provider blocks of which nothing is known but that they are there."""

    def __init__(self, families: Iterable[str] = ()) -> None:
        self.providers = {name: ProviderBlock(name, name, "") for name in families}

    def region(self, key: str) -> Value[str | None]:
        """Return that nothing is known."""
        return Unknown("known only after apply", Source(f"provider.{key}", "region"))

    def setting(self, key: str, path: str) -> Value[Any] | None:
        """Return nothing."""
        return None
