"""What SAKURA Cloud's own words mean: zones, regions, sites, keys, tags."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from cloudguard.assets import Place
from cloudguard.assets.keys import KeyUse
from cloudguard.providers.cells import Read
from cloudguard.sources.blocks import Providers
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Source, Unknown, Value

# SAKURA Cloud manual, "Sandbox" (2024-05-23): what is made in the zone tk1v does not do what it
# would elsewhere; it is there to try the control panel and the API.
SANDBOX: Final = "tk1v"
_SANDBOX_HOLDS_NOTHING: Final = "tk1v is the sandbox, where nothing works as it does in a real zone"
NO_ZONE: Final = (
    "the provider block names no zone; it comes from the environment (SAKURA_ZONE, a profile)"
)
KEYS: Final = ("sakura_kms", "sakuracloud_kms")
_BUCKET: Final = "sakura_object_storage_bucket"
_DEPTH: Final = 8  # places taken from each other; deeper is a cycle


class Sakura:
    """Reads resources of SAKURA Cloud of one input."""

    name = "sakura"

    def __init__(self, resources: Resources, configuration: Providers) -> None:
        """Look up references in `resources`, provider blocks in `configuration`."""
        self.resources = resources
        self.configuration = configuration

    def place(self, resource: Resource, cell: Read | None, depth: int = 0) -> Value[Place]:
        """Return where a resource lies: what its row says, its `zone`, its provider block's."""
        if not isinstance(resource.attributes, dict):
            return Unknown(resource.attributes.reason, resource.source())
        found = cell(resource) if cell else resource.get("zone", None, _PROVIDER_DECIDES)
        if isinstance(found, Unknown):
            return found.map(_anywhere)
        if isinstance(found.value, Mapping):
            service = str(found.value.get("global", ""))
            return Known(Place("global", None, service), found.source)
        if isinstance(found.value, Reference):
            return self._place_of_another(found.value, found.source, depth)
        if found.value in (None, ""):
            return self.zone(resource.provider_key)
        return placed(Known(str(found.value), found.source))

    def zone(self, key: str) -> Value[Place]:
        """Return the zone of a provider block."""
        found = self.configuration.setting(key, "zone")
        if found is None or (isinstance(found, Known) and not found.value):
            return Unknown(NO_ZONE, Source(f"provider.{key}" if key else "provider", "zone"))
        if isinstance(found, Known) and isinstance(found.value, Reference):
            return Unknown(f"{found.value} is known only after apply", found.source)
        if isinstance(found, Unknown):
            return found.map(_anywhere)
        return placed(Known(str(found.value), found.source))

    def place_of(self, value: Value[Any], near: Value[Place]) -> Value[Place]:
        """Return the place that a zone, a region, a site or a reference stands for."""
        if isinstance(value, Unknown):
            return value.map(_anywhere)
        if isinstance(value.value, Reference):
            return self._place_of_another(value.value, value.source, 0)
        return placed(Known(str(value.value), value.source))

    def _place_of_another(self, name: Reference, source: Source, depth: int) -> Value[Place]:
        target = self.resources.by_address.get(name.address)
        if target is None or depth >= _DEPTH:
            return Unknown(f"{name} is not in this input", source)
        wanted = name.attribute if name.attribute in _PLACES_OF_ANOTHER else ""
        cell: Read | None = (lambda it: it.get(wanted)) if wanted else None
        return self.place(target, cell, depth + 1)

    def key_use(self, value: Value[Any]) -> Value[KeyUse | None]:
        """Return the key an attribute names: every key of the KMS is the customer's.

        SAKURA Cloud manual, "KMS": keys are made by the customer, or imported.
        """
        return value.map(_holder)

    def store_named(self, value: Value[Any]) -> Value[str | Reference | None]:
        """Return the name of a store, as it is written."""
        return value

    def tags(self, resource: Resource) -> Value[Mapping[str, str]]:
        """Return the tags, which are words here: `name=value` is split, others mean themselves."""
        own = resource.get("tags", None, "not written")
        if isinstance(own, Unknown):
            return Unknown(own.reason, own.source)
        words = own.value if isinstance(own.value, list) else []
        pairs = (str(word).partition("=") for word in words)
        return Known({name: value for name, _, value in pairs}, own.source)

    def account(self, resource: Resource) -> Value[str]:
        """Return the project, as far as a resource says it."""
        found = resource.get("project_id", "", "not written")
        if isinstance(found, Known) and isinstance(found.value, str) and found.value:
            return found
        return Unknown("the input does not name the account", resource.source("project_id"))

    def names(self, resource: Resource) -> tuple[str, ...]:
        """Return the ids, and the name of a bucket, which others refer to it by."""
        if not isinstance(resource.attributes, dict):
            return ()
        wanted = ("id", "resource_id", *(("name",) if resource.type == _BUCKET else ()))
        found = (resource.attributes.get(name) for name in wanted)
        return tuple(dict.fromkeys(v for v in found if isinstance(v, str) and v))


_PROVIDER_DECIDES: Final = "not written: the provider block's zone decides"
# What another resource's place may be taken from when it is referred to by this attribute.
_PLACES_OF_ANOTHER: Final = frozenset({"zone", "region", "site_id", "location"})


def placed(name: Known[str]) -> Value[Place]:
    """Return the place that a known name stands for; the sandbox is no place to keep data."""
    if name.value == SANDBOX:
        return Unknown(_SANDBOX_HOLDS_NOTHING, name.source)
    return name.map(place_named)


def place_named(name: Any) -> Place:
    """Return the place of a zone, a region or a site by its name."""
    text = str(name)
    return Place(text, _places().get(text))


def _anywhere(value: Any) -> Place:
    # The sandbox has no country here either: a value that may be it stays unknown.
    return place_named(value.address if isinstance(value, Reference) else value)


def _holder(name: Any) -> KeyUse | None:
    if name is None or name in ("", [], {}):
        return None
    if isinstance(name, Reference):
        types = name.address.removeprefix("data.").split(".")
        return KeyUse(name, "customer" if set(types) & set(KEYS) else "unknown")
    return KeyUse(str(name), "customer")


@cache
def _places() -> dict[str, str]:
    text = (Path(__file__).parent / "places.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return {name: country for places in loaded.values() for name, country in places.items()}
