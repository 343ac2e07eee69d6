"""What Google Cloud's own words mean: places, resource names, keys, labels, projects."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from cloudguard.assets import Place
from cloudguard.assets.keys import KeyUse
from cloudguard.providers.cells import Read, is_set
from cloudguard.providers.google.places import is_place, place_named, region_of, together
from cloudguard.providers.google.rows import located, parents
from cloudguard.sources.blocks import Providers
from cloudguard.sources.resource import Hidden, Resource, Resources
from cloudguard.values import Known, Reference, Source, Unknown, Value, settled

NO_REGION: Final = (
    "the provider block names no region; it comes from the environment "
    "(GOOGLE_REGION, GOOGLE_ZONE, the settings of gcloud)"
)
NOT_WRITTEN: Final = "not written"
# What Resource.get says of blocks that differ: what lies in several places lies in all at once.
_SEVERAL_BLOCKS: Final = "several blocks say different things"
_DEPTH: Final = 8  # places taken from each other; deeper is a cycle
_DYNAMIC: Final = "whether the block is written is known only after apply"
_CLUSTER: Final = "google_container_cluster."
_PLACES: Final = ("location", "region", "zone")
# Of these attributes the value is the name of a place; any other names what it belongs to.
_PLACE_ATTRIBUTES: Final = frozenset(
    {
        "location", "locations", "region", "zone", "zones", "location_id", "config", "base_config",
        "storage_location", "storage_locations", "allowed_persistence_regions", "data_locations",
        "default_zone", "appengine_location", "backup_region", "analytics_region",
        "api_consumer_data_location", "replica_zones", "location_type", "snapshot_location",
    }
)  # fmt: skip
_NAMES: Final = (
    "id", "name", "self_link", "self_link_unique", "bucket_id", "dataset_id", "instance_id",
    "cluster_id", "vault_id", "backup_vault_id", "secret_id", "table_id", "database_id",
    "project_id", "url", "numeric_id",
)  # fmt: skip
_SHORT_NAMES: Final = {
    "google_storage_bucket": "name",
    "google_bigquery_dataset": "dataset_id",
    "google_pubsub_topic": "name",
}
# Forms in which the Logging docs, "Route logs to supported destinations", name a destination.
_STORAGE: Final = "storage.googleapis.com/"
_DESTINATION: Final = re.compile(r"^(logging|bigquery|pubsub)\.googleapis\.com/(.+)$")
_KEY_TYPES: Final = ("google_kms_crypto_key", "google_kms_key_handle")
# terraform-provider-google docs: these name the key whose id they hand on.
_HAND_ON_A_KEY: Final = {
    "google_kms_crypto_key_iam_member": "crypto_key_id",
    "google_kms_crypto_key_iam_binding": "crypto_key_id",
    "google_kms_crypto_key_iam_policy": "crypto_key_id",
    "google_kms_crypto_key_version": "crypto_key",
    "google_netapp_kmsconfig": "crypto_key_name",
}


class Google:
    """Reads Google Cloud resources of one input."""

    name = "google"

    def __init__(self, resources: Resources, configuration: Providers) -> None:
        """Look up references in `resources`, provider blocks in `configuration`."""
        self.resources = resources
        self.configuration = configuration
        self._regions: dict[str, Value[Place]] = {}
        self._named: dict[str, list[Resource]] | None = None
        self._called: dict[str, dict[str, Resource]] = {}
        self.openings: dict[str, list[tuple[Resource, Value[bool]]]] = {}
        self._settings: dict[tuple[str, str], Value[Any] | None] = {}

    def place(self, resource: Resource, cell: Read | None, depth: int = 0) -> Value[Place]:
        """Return where a resource lies.

        The row's cell decides: it names a service without a region, places, or what the resource
        belongs to. Else the attributes that say it, then the provider block.
        """
        if cell is not None:
            found = cell(resource)
            if isinstance(found, Known) and isinstance(found.value, Mapping):
                service = str(found.value.get("global", ""))
                return Known(Place("global", None, service), found.source)
            if isinstance(found, Unknown) or is_set(found.value):
                return self.placed(found, resource, depth)
        if not isinstance(resource.attributes, dict):
            return Unknown(resource.attributes.reason, resource.source())
        return self._written(resource, depth) or self.default(resource.provider_key)

    def _written(self, resource: Resource, depth: int = 0) -> Value[Place] | None:
        """Return the place that an attribute says, None where the provider block decides."""
        for name in _PLACES:
            found = resource.get(name, None, "not written: the provider block decides")
            if isinstance(found, Unknown) or is_set(found.value):
                return self.placed(found, resource, depth)
        return None

    def placed(self, found: Value[Any], resource: Resource, depth: int = 0) -> Value[Place]:
        """Return the place that the value of an attribute of a resource says."""
        if isinstance(found, Unknown):
            among = [self.placed(known, resource, depth) for known in found.among]
            if found.reason == _SEVERAL_BLOCKS:
                return together(among, found.source)
            places = tuple(place for place in among if isinstance(place, Known))
            return Unknown(found.reason, found.source, places if len(places) == len(among) else ())
        value = found.value
        if isinstance(value, list):
            each = [self.placed(Known(item, found.source), resource, depth) for item in value]
            return together(each, found.source)
        if isinstance(value, Reference):
            return self._beside(value, found.source, depth)
        service = service_of(resource.type)
        text = str(value)
        names_a_place = found.source.path.rpartition(".")[2] in _PLACE_ATTRIBUTES
        if names_a_place or is_place(text, service):
            return Known(place_named(text, service), found.source)
        return self._parent(text, resource, found.source, depth)

    def _beside(self, reference: Reference, source: Source, depth: int) -> Value[Place]:
        """Return the place of a resource that another refers to: a child lies with its parent."""
        target = self.resources.by_address.get(reference.address)
        if target is None or depth >= _DEPTH:
            return Unknown(f"{reference} is not in this input", source)
        found = self.where(target, depth + 1)
        return Known(found.value, source) if isinstance(found, Known) else found

    def where(self, target: Resource, depth: int = 0) -> Value[Place]:
        """Return where a resource lies, by its row where it has one."""
        return self.place(target, located(target.type), depth)

    def _parent(self, text: str, resource: Resource, source: Source, depth: int) -> Value[Place]:
        """Return the place of what a resource belongs to, found by its name."""
        found = [r for r in self._by_name(text) if r is not resource and r.mode == "managed"]
        same = [r for r in found if service_of(r.type) == service_of(resource.type)] or found
        places = [self.where(parent, depth + 1) for parent in same] if depth < _DEPTH else []
        if len(places) == 1 and isinstance(places[0], Unknown):
            return places[0]
        known = {place.value for place in places if isinstance(place, Known)}
        if len(known) == 1 and not any(isinstance(place, Unknown) for place in places):
            return Known(known.pop(), source)
        return Unknown(f"{text} is not in this input: where it lies cannot be seen", source)

    def named(self, value: Any, near: Resource) -> Resource | None:
        """Return the one resource that a reference or a name in `near` names."""
        if isinstance(value, Reference):
            return self.resources.by_address.get(value.address)
        found = [r for r in self._by_name(str(value)) if r is not near and r.mode == "managed"]
        same = [r for r in found if service_of(r.type) == service_of(near.type)] or found
        return same[0] if len(same) == 1 else None

    def _by_name(self, text: str) -> list[Resource]:
        if self._named is None:
            self._named = defaultdict(list)
            for resource in self.resources.managed:
                for name in self.names(resource):
                    self._named[name].append(resource)
        short = text.rpartition("/")[2]
        return self._named.get(text) or self._named.get(short) or []

    def default(self, key: str) -> Value[Place]:
        """Return where a provider block puts what names no place: its region, else its zone's."""
        if (place := self._regions.get(key)) is None:
            place = self._regions[key] = self._default(key)
        return place

    def _default(self, key: str) -> Value[Place]:
        for name in ("region", "zone"):
            found = self.configuration.setting(key, name)
            if found is None:
                continue
            if isinstance(found, Unknown):
                return found.map(lambda value: place_named(region_of(str(value)), ""))
            if is_set(found.value):
                return found.map(lambda value: place_named(region_of(str(value)), ""))
        return Unknown(NO_REGION, Source(f"provider.{key}" if key else "provider", "region"))

    def place_of(self, value: Value[Any], near: Value[Place]) -> Value[Place]:
        """Return the place of a copy: named by region, or by what it refers to."""
        if isinstance(value, Unknown):
            return value.map(lambda v: place_named(str(v), "storage"))
        name = value.value
        if isinstance(name, Reference):
            return self._beside(name, value.source, 0)
        text = str(name)
        target = self.resources.by_address.get(value.source.address)
        service = service_of(target.type) if target is not None else ""
        if is_place(text, service) or value.source.path.rpartition(".")[2] in _PLACE_ATTRIBUTES:
            return Known(place_named(text, service), value.source)
        if target is not None:
            return self._parent(text, target, value.source, 0)
        return Known(place_named(text, service), value.source)

    def key_use(self, value: Value[Any]) -> Value[KeyUse | None]:
        """Return the key that an attribute names.

        Cloud KMS docs, "Customer-managed encryption keys": only keys that the customer holds have
        a name to give; the keys of Google have none.
        """
        if isinstance(value, Known) and value.value is None and self._undecided(value.source):
            return Unknown(_DYNAMIC, value.source)
        return value.map(self._holder)

    def _undecided(self, source: Source) -> bool:
        """Tell whether a plan shows a block as unknown that no expression writes.

        The provider computes none of the blocks that name a key but those of a cluster of GKE: a
        dynamic block stands there, and what it goes over is known only after apply.
        """
        resource = self.resources.by_address.get(source.address)
        block = source.path.partition(".")[0].partition("[")[0]
        hidden = resource.unknown if resource is not None else False
        # Source code, where whatever is not written is unknown, has a kind of dict of its own.
        shown = type(hidden) is dict and hidden.get(block) is True
        return shown and "." in source.path and source.address.find(_CLUSTER) < 0

    def _holder(self, name: Any, depth: int = 0) -> KeyUse | None:
        if not is_set(name):
            return None
        if isinstance(name, KeyUse):
            return name
        if not isinstance(name, Reference):
            text = str(name)
            return KeyUse(text, "customer" if "/cryptoKeys/" in text else "unknown")
        target = self.resources.by_address.get(name.address)
        if target is None:
            return KeyUse(name, "unknown")
        if target.type in _KEY_TYPES:
            return KeyUse(name, "customer")
        path = _HAND_ON_A_KEY.get(target.type)
        handed = target.get(path) if path and depth < _DEPTH else None
        if isinstance(handed, Known):
            return self._holder(handed.value, depth + 1)
        return KeyUse(name, "customer" if path else "unknown")

    def store_named(self, value: Value[Any]) -> Value[str | Reference | None]:
        """Return the name of a store, from the forms in which logs are sent to it."""
        return value.map(_store)

    def tags(self, resource: Resource) -> Value[Mapping[str, str]]:
        """Return the labels of a resource, the provider's default labels included.

        terraform-provider-google docs, "Provider default labels": effective_labels and
        terraform_labels merge both; some resources call them resource_labels or user_labels.
        """
        for name in ("effective_labels", "terraform_labels"):
            merged = resource.get(name)
            if isinstance(merged, Known) and isinstance(merged.value, dict):
                return merged
        own: Any = Known({}, resource.source("labels"))
        for name in ("labels", "resource_labels", "user_labels", "settings.user_labels"):
            own = resource.get(name, None, NOT_WRITTEN)
            if isinstance(own, Unknown):
                return own
            if isinstance(own.value, dict):
                break
        defaults = self.configuration.setting(resource.provider_key, "default_labels")
        common = defaults.value if isinstance(defaults, Known) else {}
        written = own.value if isinstance(own.value, dict) else {}
        return Known({**(common if isinstance(common, dict) else {}), **written}, own.source)

    def account(self, resource: Resource) -> Value[str]:
        """Return the project that a resource belongs to."""
        found = resource.get("project", None, "not written: the provider block decides")
        if isinstance(found, Known) and isinstance(found.value, str) and found.value:
            return Known(found.value.removeprefix("projects/"), found.source)
        if isinstance(found, Known) and not found.value:
            default = self.configuration.setting(resource.provider_key, "project")
            if isinstance(default, Known) and isinstance(default.value, str) and default.value:
                return Known(default.value, default.source)
        return Unknown("the input does not name the project", found.source)

    def names(self, resource: Resource) -> tuple[str, ...]:
        """Return the id, link and names that the input knows already."""
        if not isinstance(resource.attributes, dict):
            return ()
        own = [name for name in _NAMES if name not in parents(resource.type)]
        found = (resource.attributes.get(name) for name in own)
        written = (*found, *self._full_names(resource))
        return tuple(dict.fromkeys(v for v in written if isinstance(v, str) and v))

    def _full_names(self, resource: Resource) -> Iterator[str]:
        """Yield the names by which sinks of logs refer to a store: a short one may be another's."""
        name = resource.attributes.get(_SHORT_NAMES.get(resource.type, ""))
        if not isinstance(name, str) or not name:
            return
        if resource.type == "google_storage_bucket":
            yield f"{_STORAGE}{name}"
        elif isinstance(project := self.account(resource), Known):
            kind = "datasets" if resource.type == "google_bigquery_dataset" else "topics"
            yield f"projects/{project.value}/{kind}/{name}"

    def setting(self, key: str, name: str) -> Value[Any] | None:
        """Return what a provider block sets, None where it does not."""
        if (key, name) not in self._settings:
            self._settings[key, name] = self.configuration.setting(key, name)
        return self._settings[key, name]

    def called(self, type_: str, value: Value[Any]) -> Resource | None:
        """Return the resource of a type that a reference or a name names, None for none."""
        if isinstance(value, Unknown) or value.value is None:
            return None
        if isinstance(value.value, Reference):
            found = self.resources.by_address.get(value.value.address)
            return found if found is not None and found.type == type_ else None
        if type_ not in self._called:
            resources = self.resources.of(type_)
            self._called[type_] = {r.attributes["name"]: r for r in resources if _has_name(r)}
        return self._called[type_].get(str(value.value))


def _has_name(resource: Resource) -> bool:
    written = resource.attributes if isinstance(resource.attributes, dict) else {}
    return isinstance(written.get("name"), str)


def service_of(type_: str) -> str:
    """Return the service that a resource type belongs to, as the table of places calls it."""
    if type_.startswith("google_container_registry"):
        return "container_registry"
    return type_.removeprefix("google_").partition("_")[0]


def fact(
    resource: Resource, path: str, default: Any = None, because: str = NOT_WRITTEN
) -> Value[Any]:
    """Read an attribute that states a fact: a name of another resource tells nothing of it."""
    return settled(resource.get(path, default, because))


def withheld(resource: Resource, path: str) -> bool:
    """Tell whether an attribute is set, and hidden since it is a secret."""
    node = resource.attributes
    for part in path.split("."):
        if isinstance(node, list):
            node = node[0] if node else None
        node = node.get(part) if isinstance(node, dict) else None
    return isinstance(node, Hidden)


def days(value: Any) -> int | None:
    """Return the whole days of a duration: `604800s`, `7d`, `168h`, a number of seconds.

    Protocol Buffers docs, google.protobuf.Duration: seconds with the suffix `s`.
    """
    if value is None or value == "":
        return None
    found = _DURATION.match(str(value))
    if found is None:
        raise ValueError(f"not a duration: {value}")
    return int(float(found[1]) * _UNITS[found[2] or "s"] + 1e-9)


def lasting(value: Value[Any]) -> Value[int | None]:
    """Return the whole days of a duration that was read."""
    try:
        return settled(value).map(days)
    except ValueError:
        return Unknown("not a duration that is known", value.source)


def counted(value: Value[Any]) -> Value[int | None]:
    """Return a whole number that was read, whether it is written as a number or as text."""
    try:
        return settled(value).map(lambda found: None if found is None else int(found))
    except (TypeError, ValueError, OverflowError):
        return Unknown("not a number that is known", value.source)


_DURATION: Final = re.compile(r"^(\d+(?:\.\d+)?)(s|m|h|d)?$")
_UNITS: Final = {"s": 1 / 86400, "m": 1 / 1440, "h": 1 / 24, "d": 1}


def _store(name: Any) -> Any:
    found = _DESTINATION.match(name) if isinstance(name, str) else None
    return found[2] if found else name
