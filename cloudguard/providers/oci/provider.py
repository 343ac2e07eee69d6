"""What Oracle Cloud Infrastructure's own words mean: regions, realms, OCIDs, keys, tags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from cloudguard.assets import Place
from cloudguard.assets.keys import KeyUse
from cloudguard.providers.cells import Read, is_set
from cloudguard.sources.blocks import Providers
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Source, Unknown, Value

# OCI documentation, "Resource Identifiers": ocid1.TYPE.REALM.[REGION][.FUTURE].UNIQUE; the region
# is a name or, in the oldest regions, a key of three letters, and empty for what has none.
OCID: Final = re.compile(r"^ocid1\.(?P<type>[a-z0-9]+)\.(?P<realm>oc\d+)\.(?P<region>[a-z0-9-]*)\.")
# OCI documentation, "Regions and Availability Domains": PREFIX:AP-TOKYO-1-AD-1, PREFIX:PHX-AD-1.
_DOMAIN: Final = re.compile(r"^(?:[\w-]+:)?(?P<region>[A-Za-z0-9-]+)-AD-\d+$", re.IGNORECASE)
NO_REGION: Final = (
    "the provider block names no region; it comes from the environment (OCI_REGION, a profile)"
)
# oci 8.28.0 docs, oci_database_autonomous_database: kms_key_id of a database under Oracle's key.
_ORACLES: Final = frozenset({"ORACLE_MANAGED_KEY", "ORACLE_MANAGED"})
KEY: Final = "oci_kms_key"
BUCKET: Final = "oci_objectstorage_bucket"
_DEPTH: Final = 8  # places taken from each other; deeper is a cycle


class Oci:
    """Reads resources of Oracle Cloud Infrastructure of one input."""

    name = "oci"

    def __init__(self, resources: Resources, configuration: Providers) -> None:
        """Look up references in `resources`, provider blocks in `configuration`."""
        self.resources = resources
        self.configuration = configuration
        self._by: dict[tuple[str, str], dict[str, Resource]] = {}

    def place(self, resource: Resource, cell: Read | None, depth: int = 0) -> Value[Place]:
        """Return where a resource lies.

        The row's cell decides; else the region within its own OCID, the provider block, and where
        that names no region the availability domain.
        """
        if not isinstance(resource.attributes, dict):
            return Unknown(resource.attributes.reason, resource.source())
        if cell is not None:
            found = cell(resource)
            if isinstance(found, Known) and isinstance(found.value, Mapping):
                return Known(Place("global", None, str(found.value.get("global"))), found.source)
            if isinstance(found, Unknown) or found.value not in (None, ""):
                return self._where(found, depth)
        # The id of a bucket is its name; its OCID stands beside it.
        own = self._written(resource, "id") or self._written(resource, "bucket_id")
        if own is not None:
            return own
        region = self.region(resource.provider_key)
        if isinstance(region, Unknown) and not region.among:
            # A domain lies in the region that the provider speaks to, whatever that is called.
            return self._written(resource, "availability_domain") or region
        return region

    @staticmethod
    def _written(resource: Resource, name: str) -> Value[Place] | None:
        """Return the place within an OCID or a domain, None where that is not known."""
        text = resource.attributes.get(name)
        region = _region_of(text) if isinstance(text, str) else None
        return placed(region, resource.source(name)) if region else None

    def named(self, value: Value[Any], by: str = "id", type_: str = "") -> Resource | None:
        """Return the resource that a reference, or the text of an attribute, names."""
        if isinstance(value, Unknown):
            return None
        if isinstance(value.value, Reference):
            # Only what is named as a whole: the id of a part (a database in a system) is another's.
            whole = value.value.attribute in ("", by)
            found = self.resources.by_address.get(value.value.address) if whole else None
            return found if found is not None and found.mode == "managed" else None
        if not isinstance(value.value, str) or not value.value:
            return None
        if (by, type_) not in self._by:
            self._by[by, type_] = {
                text: resource
                for resource in (self.resources.of(type_) if type_ else self.resources.managed)
                if isinstance(resource.attributes, dict)
                and isinstance(text := resource.attributes.get(by), str)
            }
        return self._by[by, type_].get(value.value)

    def region(self, key: str) -> Value[Place]:
        """Return the region of a provider block."""
        found = self.configuration.setting(key, "region")
        if found is None or (isinstance(found, Known) and not found.value):
            return Unknown(NO_REGION, Source(f"provider.{key}" if key else "provider", "region"))
        return self._where(found, _DEPTH)

    def place_of(self, value: Value[Any], near: Value[Place]) -> Value[Place]:
        """Return the place that a region, a domain, an OCID or a reference stands for."""
        return self._where(value, 0)

    def _where(self, value: Value[Any], depth: int) -> Value[Place]:
        if isinstance(value, Unknown):
            # What a reference among them stands for is not looked up: it has no known country.
            return value.map(_anywhere)
        name = value.value
        if not isinstance(name, Reference):
            return placed(_region_of(str(name)) or str(name), value.source)
        target = self.resources.by_address.get(name.address)
        if target is None or depth >= _DEPTH:
            return Unknown(f"{name} is not in this input", value.source)
        named = name.attribute.rpartition(".")[2] in _NAMES_A_REGION
        if target.mode == "data" or named:
            return Unknown(f"{name} is known only after apply", value.source)
        return self.place(target, None, depth + 1)

    def key_use(self, value: Value[Any]) -> Value[KeyUse | None]:
        """Return the key that an attribute names: what stands in a vault is the customer's."""
        return value.map(_holder)

    def store_named(self, value: Value[Any]) -> Value[str | Reference | None]:
        """Return the name of a bucket, the OCID of a log group or a stream, as they are written."""
        return value

    def tags(self, resource: Resource) -> Value[Mapping[str, str]]:
        """Return the free-form and the defined tags of a resource."""
        merged: dict[str, str] = {}
        for name in ("defined_tags", "freeform_tags"):
            own = resource.get(name, None, "not written")
            if isinstance(own, Unknown):
                return Unknown(own.reason, own.source)
            merged |= own.value if isinstance(own.value, dict) else {}
        return Known(merged, resource.source("freeform_tags"))

    def account(self, resource: Resource) -> Value[str]:
        """Return the compartment, which is what separates systems within a tenancy."""
        found = resource.get("compartment_id", "", "not written")
        if isinstance(found, Known) and isinstance(found.value, str) and found.value:
            return found
        reason = "the input does not name the account"
        return Unknown(reason, resource.source("compartment_id"))

    def names(self, resource: Resource) -> tuple[str, ...]:
        """Return the OCID, and the name of a bucket, which others refer to it by."""
        if not isinstance(resource.attributes, dict):
            return ()
        wanted = ("id", "bucket_id", "name") if resource.type == BUCKET else ("id",)
        found = (resource.attributes.get(name) for name in wanted)
        return tuple(dict.fromkeys(v for v in found if isinstance(v, str) and v))


# Attributes that name another place than the one their resource lies in.
_NAMES_A_REGION: Final = frozenset({"region_name", "destination_region", "replica_region"})


def placed(name: str, source: Source) -> Value[Place]:
    """Return the place of a region; one of another realm counts only where it is named."""
    place = place_named(name)
    if realm := _realms().get(place.name):
        reason = f"{place.name} is a region of the realm {realm}, not of oc1"
        return Unknown(reason, source, (Known(place, source),))
    return Known(place, source)


def place_named(name: Any) -> Place:
    """Return the place of a region by its name or key."""
    return _place(str(name).lower())


@cache
def _place(name: str) -> Place:
    full = _keys().get(name, name)
    return Place(full, regions().get(full))


def _region_of(text: str) -> str | None:
    """Return the region within an OCID or an availability domain, None where there is none."""
    if ocid := OCID.match(text):
        return ocid["region"] or None
    if domain := _DOMAIN.match(text):
        region = domain["region"].lower()
        # The oldest regions leave their number out: US-ASHBURN-AD-1.
        return region if _place(region).country else f"{region}-1"
    return None


def _anywhere(value: Any) -> Place:
    if isinstance(value, Reference):
        return Place(value.address, None)
    return place_named(_region_of(str(value)) or value)


def _holder(name: Any) -> KeyUse | None:
    if not is_set(name):
        return None
    if isinstance(name, KeyUse):
        return name
    if isinstance(name, Reference):
        address = name.address.removeprefix("data.").rpartition("module.")[2]
        held = f"{KEY}." in f"{address}." or f"{KEY}s." in f"{address}."
        return KeyUse(name, "customer" if held else "unknown")
    text = str(name)
    if text in _ORACLES:
        return KeyUse(text, "provider")
    # OCI documentation, "Key and Secret Management Concepts": Oracle's own keys have no OCID.
    ocid = OCID.match(text)
    return KeyUse(text, "customer" if ocid and ocid["type"] == "key" else "unknown")


def regions() -> Mapping[str, str]:
    """Return the country of every region of the commercial realm."""
    return {name: entry["country"] for name, entry in _places()["regions"].items()}


@cache
def _keys() -> Mapping[str, str]:
    entries = {**_places()["regions"], **_places()["other_realms"]}
    return {entry["key"]: name for name, entry in entries.items()}


def _realms() -> Mapping[str, str]:
    return {name: entry["realm"] for name, entry in _places()["other_realms"].items()}


@cache
def _places() -> dict[str, dict[str, dict[str, str]]]:
    text = (Path(__file__).parent / "places.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, dict[str, str]]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded
