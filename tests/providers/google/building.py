"""Resources of Google Cloud made by hand, as a source would make them."""

from __future__ import annotations

from typing import Any, TypeVar

from cloudguard.assets import Asset, Place
from cloudguard.providers.google import PACKAGE
from cloudguard.sources.blocks import ProviderBlock
from cloudguard.sources.configuration import Configuration
from cloudguard.sources.modules import Modules
from cloudguard.sources.resource import Resource, Resources
from cloudguard.sources.secrets import Secrets
from cloudguard.values import Known, Value
from tests.building import made as _made

A = TypeVar("A", bound=Asset)
TOKYO, OSAKA, SEOUL, IOWA = "asia-northeast1", "asia-northeast2", "asia-northeast3", "us-central1"
KEY = f"projects/p/locations/{TOKYO}/keyRings/r/cryptoKeys/k"


def made(type_: str, name: str = "it", /, **attributes: Any) -> Resource:
    """Return a resource; a `Reference` or an `Unknown` stands where a plan hides a value."""
    return _made(type_, name, provider=attributes.pop("provider", "google"), **attributes)


def understood(*resources: Resource, **written: str) -> list[Asset]:
    """Return what the package makes of resources; `written` is the provider block."""
    block = written or {"region": TOKYO, "project": "p"}
    expressions = {name: {"constant_value": value} for name, value in block.items()}
    blocks = {"google": ProviderBlock("google", "google", "", expressions)}
    configuration = Configuration(Modules({}), {}, blocks, Secrets())
    readers = PACKAGE.readers(Resources(resources), configuration)
    return [asset for reader in readers for asset in reader.read()]


def one(assets: list[Asset], kind: type[A], id_: str = "") -> A:
    """Return the one asset of a kind (and of an id)."""
    (found,) = (a for a in assets if isinstance(a, kind) and id_ in {"", a.id})
    return found


def known(value: Value[Any]) -> Any:
    """Return what is known."""
    assert isinstance(value, Known), value
    return value.value


def country(asset: Asset) -> str | None:
    """Return the country that something lies in."""
    place: Place = known(asset.location)
    return place.country
