"""Resources made by hand, as a source would make them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from cloudguard.assets import Asset
from cloudguard.providers.aws import PACKAGE
from cloudguard.providers.aws.provider import Aws
from cloudguard.sources.blocks import ProviderBlock
from cloudguard.sources.configuration import Configuration
from cloudguard.sources.modules import Modules
from cloudguard.sources.resource import Resource, Resources, Trail
from cloudguard.sources.secrets import Secrets
from cloudguard.values import Known, Reference, Source, Unknown, Value

A = TypeVar("A", bound=Asset)
TOKYO, OSAKA, SEOUL, VIRGINIA = "ap-northeast-1", "ap-northeast-3", "ap-northeast-2", "us-east-1"


def made(type_: str, name: str = "it", /, **attributes: Any) -> Resource:
    """Return a resource in which a `Reference` or an `Unknown` stands where a plan hides a value.

    `provider` chooses the provider block, `action` what the plan does.
    """
    key = attributes.pop("provider", "aws")
    action = attributes.pop("action", "create")
    known, unknown = _split(attributes)
    return Resource(
        type_,
        name,
        f"{type_}.{name}",
        known,
        unknown,
        mode="managed",
        provider_key=key,
        action=action,
        resolve=_resolver(attributes),
    )


def data(type_: str, name: str = "it", /, **attributes: Any) -> Resource:
    """Return a data source."""
    resource = made(type_, name, **attributes)
    resource.mode, resource.address = "data", f"data.{type_}.{name}"
    return resource


def ref(resource: Resource, attribute: str = "id") -> Reference:
    """Return a reference to an attribute of a resource."""
    return Reference(resource.address, attribute)


def not_known(reason: str = "known only after apply") -> Unknown:
    """Return a value that nothing tells."""
    return Unknown(reason, Source(""))


def understood(
    *resources: Resource,
    regions: Mapping[str, str] | None = None,
    endpoints: Mapping[str, str] | None = None,
) -> list[Asset]:
    """Return what the adapters and rows make of resources; `regions` by provider block."""
    managed = [r for r in resources if r.mode == "managed"]
    all_ = Resources(managed, [r for r in resources if r.mode == "data"])
    aws = PACKAGE.readers(all_, configured(regions, endpoints))
    return [asset for reader in aws for asset in reader.read()]


def configured(
    regions: Mapping[str, str] | None = None, endpoints: Mapping[str, str] | None = None
) -> Configuration:
    """Return a configuration with provider blocks of these regions and endpoints for S3."""
    blocks = {}
    for key, region in (regions or {"aws": TOKYO}).items():
        written: dict[str, Any] = {"region": {"constant_value": region}}
        if endpoints and key in endpoints:
            written["endpoints"] = [{"s3": {"constant_value": endpoints[key]}}]
        blocks[key] = ProviderBlock(key, "aws", "", written)
    return Configuration(Modules({}), {}, blocks, Secrets())


def reader_of(*resources: Resource) -> Aws:
    """Return what reads these resources."""
    return Aws(Resources(resources), configured())


def one(assets: list[Asset], kind: type[A], id_: str | None = None) -> A:
    """Return the only asset of a kind (and id)."""
    found = [a for a in assets if isinstance(a, kind) and id_ in (None, a.id)]
    assert len(found) == 1, [a.id for a in found]
    return found[0]


def every(assets: list[Asset], kind: type[A]) -> list[A]:
    """Return all assets of a kind."""
    return [asset for asset in assets if isinstance(asset, kind)]


def known(value: Value[Any]) -> Any:
    """Return what a value is known to be."""
    assert isinstance(value, Known), value
    return value.value


def why(value: Value[Any]) -> str:
    """Return why a value is not known."""
    assert isinstance(value, Unknown), value
    return value.reason


def _split(node: Any) -> tuple[Any, Any]:
    if isinstance(node, (Reference, Unknown)):
        return None, True
    if isinstance(node, dict):
        parts = {name: _split(value) for name, value in node.items()}
        shown = {name: value for name, (value, hidden) in parts.items() if hidden is not True}
        return shown, {name: hidden for name, (_, hidden) in parts.items() if hidden}
    if isinstance(node, list):
        items = [_split(value) for value in node]
        marks = [hidden for _, hidden in items]
        return [value for value, _ in items], marks if any(marks) else False
    return node, False


def _resolver(attributes: Mapping[str, Any]) -> Any:
    def resolve(resource: Resource, trail: Trail) -> Value[Any] | None:
        node: Any = attributes
        for step in trail:
            if isinstance(node, Mapping):
                node = node.get(str(step))
            elif isinstance(node, list) and isinstance(step, int) and step < len(node):
                node = node[step]
            else:
                return None
        if isinstance(node, Reference):
            return Known(node, Source(resource.address))
        return node if isinstance(node, Unknown) else None

    return resolve
