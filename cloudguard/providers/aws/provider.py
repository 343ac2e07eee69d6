"""What AWS's own words mean: regions, ARNs, names of stores, tags, accounts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from cloudguard.assets import Place
from cloudguard.assets.keys import KeyUse
from cloudguard.providers.aws.key_holders import KeyHolders
from cloudguard.providers.aws.places import is_zone, place_named
from cloudguard.providers.cells import Read
from cloudguard.sources.blocks import Providers
from cloudguard.sources.resource import Hidden, Resource, Resources
from cloudguard.values import Known, Reference, Source, Unknown, Value, settled

_ARN: Final = re.compile(r"^arn:aws[\w-]*:([\w-]*):([\w-]*):(\d{12}|aws)?:")
_ACCOUNT: Final = re.compile(r"\d{12}")
_DEPTH: Final = 8  # zones taken from each other; deeper is a cycle
# The provider AWS Cloud Control has no `region` argument: what is named so is another thing's.
_CLOUD_CONTROL: Final = "awscc_"


class Aws:
    """Reads AWS resources of one input."""

    name = "aws"

    def __init__(self, resources: Resources, configuration: Providers) -> None:
        """Look up references in `resources`, provider blocks in `configuration`."""
        self.resources = resources
        self.configuration = configuration
        self._regions: dict[str, Value[str | None]] = {}
        self._accounts: dict[str, Value[str]] = {}
        self._keys = KeyHolders(resources, self.names)

    def place(self, resource: Resource, cell: Read | None, depth: int = 0) -> Value[Place]:
        """Return where a resource lies.

        The row's cell decides; else the `region` argument (provider 6.0 and later), the
        availability zone where it is one outside the region, the provider block.
        """
        if cell is not None:
            found = cell(resource)
            if isinstance(found, Known) and isinstance(found.value, Mapping):
                service = str(found.value.get("global", ""))
                return Known(Place("global", None, service), found.source)
            if isinstance(found, Unknown) or found.value is not None:
                return found.map(place_named)
        if not _readable(resource):
            return Unknown(resource.attributes.reason, resource.source())
        if (zone := self._zone(resource, depth)) is not None:
            return zone
        region = self.region(resource)
        if isinstance(region, Unknown) and (zone_name := _attribute(resource, "availability_zone")):
            # A zone lies in its region, whatever provider block the resource is made with.
            return Known(place_named(zone_name), resource.source("availability_zone"))
        return region.map(place_named)

    def _zone(self, resource: Resource, depth: int) -> Value[Place] | None:
        """Return the place of an availability zone outside its region, None for any other.

        A zone that is taken from another resource lies where that resource does.
        """
        name = "availability_zone"
        zone = resource.attributes.get(name)
        if isinstance(zone, str):
            outside = not is_zone(zone)
            return Known(place_named(zone), resource.source(name)) if outside else None
        if zone is None and not _hidden(resource, name):
            return None
        found = resource.get(name, None, "not written: the region decides")
        if isinstance(found, Unknown):
            return Unknown(found.reason, found.source)
        reference = found.value
        if not isinstance(reference, Reference):
            return Known(place_named(reference), found.source) if reference else None
        target = self.resources.by_address.get(reference.address)
        if target is None or reference.attribute != name or depth >= _DEPTH:
            return Unknown(f"{reference} is known only after apply", found.source)
        return self.place(target, None, depth + 1)

    def region(self, resource: Resource) -> Value[Any]:
        """Return the name of the region that a resource is made in."""
        if _readable(resource):
            if (written := self._written_region(resource)) is not None:
                return written
            own = resource.type not in _ARN_OF_ANOTHER
            arn = _ARN.match(str(resource.attributes.get("arn") or "")) if own else None
            if arn and arn[2]:
                return Known(arn[2], resource.source("arn"))
        key = resource.provider_key
        if (region := self._regions.get(key)) is None:
            region = self._regions[key] = self.configuration.region(key)
        return region

    @staticmethod
    def _written_region(resource: Resource) -> Value[Any] | None:
        """Return the `region` argument, None where the provider block decides."""
        if resource.type in _REGION_OF_ANOTHER or resource.type.startswith(_CLOUD_CONTROL):
            return None
        written = resource.attributes.get("region")
        if isinstance(written, str) and written:
            return Known(written, resource.source("region"))
        if not _hidden(resource, "region"):
            return None
        found = resource.get("region", None, "not written: the provider block decides")
        if isinstance(found, Known) and isinstance(found.value, Reference):
            return Unknown(f"{found.value} is known only after apply", found.source)
        return None if isinstance(found, Known) and not found.value else found

    def place_of(self, value: Value[Any], near: Value[Place]) -> Value[Place]:
        """Return the place of a copy: named by region, by an ARN, or by what it refers to."""
        if isinstance(value, Unknown):
            return value.map(_anywhere)
        name = value.value
        if isinstance(name, Reference):
            target = self.resources.by_address.get(name.address)
            if target is None:
                return Unknown(f"{name} is not in this input", value.source)
            found = self.place(target, None)
            return Known(found.value, value.source) if isinstance(found, Known) else found
        text = str(name)
        if text.startswith("arn:"):
            arn = _ARN.match(text)
            if arn and arn[2]:
                return Known(place_named(arn[2]), value.source)
            return Unknown("the ARN names no region", value.source)
        return Known(place_named(text), value.source)

    def key_use(self, value: Value[Any]) -> Value[KeyUse | None]:
        """Return the key an attribute names and who holds it."""
        return value.map(self._keys.use)

    def store_named(self, value: Value[Any]) -> Value[str | Reference | None]:
        """Return a bucket's name of its URI, domain or ARN, a log group's ARN without `:*`.

        What goes to a stream of Amazon Data Firehose is kept by the bucket it delivers to.
        """
        if isinstance(value, Unknown) and (inside := _named_inside(value)) is not None:
            value = Known(inside, value.source)
        named = value.map(self._kept_by)
        if isinstance(named, Unknown) and len({str(k.value) for k in named.among}) == 1:
            return named.among[0]  # whichever it is, it means this one
        return named

    def _kept_by(self, name: Any, depth: int = 0) -> Any:
        if isinstance(name, str):
            return _store(name)
        if not isinstance(name, Reference) or depth >= _DEPTH:
            return name
        target = self.resources.by_address.get(name.address)
        if target is None:
            return name
        path = _LEADS_TO.get(target.type)
        if path is None and target.type.startswith("aws_s3_bucket_") and name.attribute == "id":
            path = (
                "bucket"  # terraform-provider-aws docs: the id of a bucket's settings is its name
            )
        found = target.get(path) if path else None
        if isinstance(found, Known) and found.value:
            return self._kept_by(found.value, depth + 1)
        return name

    def tags(self, resource: Resource) -> Value[Mapping[str, str]]:
        """Return `tags_all` where it is known, else `tags` over the provider's default tags."""
        merged = resource.get("tags_all")
        if isinstance(merged, Known) and isinstance(merged.value, dict):
            return merged
        own = settled(resource.get("tags"))  # all of them may be made of another resource
        if resource.type.startswith(_CLOUD_CONTROL):
            return _tags_of_pairs(resource)
        if isinstance(own, Unknown):
            return own
        return Known(own.value if isinstance(own.value, dict) else {}, own.source)

    def account(self, resource: Resource) -> Value[str]:
        """Return the account id, from the ARN or the provider's `allowed_account_ids`."""
        if _readable(resource):
            arn = _ARN.match(str(resource.attributes.get("arn") or ""))
            if arn and arn[3] and arn[3] != "aws":
                return Known(arn[3], resource.source("arn"))
            owner = resource.attributes.get("owner_id")
            if isinstance(owner, str) and _ACCOUNT.fullmatch(owner):
                return Known(owner, resource.source("owner_id"))
        key = resource.provider_key
        if (account := self._accounts.get(key)) is None:
            account = self._accounts[key] = self._account(key)
        return account

    def _of_role(self, key: str) -> Value[str] | None:
        """Return the account of the role that a provider block takes, where it takes one role."""
        block = self.configuration.providers.get(key)
        written = block.expressions.get("assume_role") if block is not None else None
        roles = self.configuration.setting(key, "assume_role")
        several = written or (roles.value if isinstance(roles, Known) else None)
        if not isinstance(several, list) or len(several) != 1:
            return None
        role = self.configuration.setting(key, "assume_role.role_arn")
        arn = _ARN.match(str(role.value)) if isinstance(role, Known) else None
        return Known(arn[3], role.source) if role is not None and arn and arn[3] else None

    def _account(self, key: str) -> Value[str]:
        """Return the account of a provider block: as it, its role or a data source says."""
        allowed = self.configuration.setting(key, "allowed_account_ids")
        ids = allowed.value if isinstance(allowed, Known) else None
        source = Source(f"provider.{key}", "allowed_account_ids")
        if allowed is not None and isinstance(ids, list) and len(ids) == 1:
            return Known(str(ids[0]), replace(source, assumed=allowed.source.assumed))
        if (taken := self._of_role(key)) is not None:
            return taken
        for asks in self.resources.of("data.aws_caller_identity"):
            found = _attribute(asks, "account_id")
            if asks.provider_key == key and isinstance(found, str) and _ACCOUNT.fullmatch(found):
                return Known(found, asks.source("account_id"))
        return Unknown("the input does not name the account", source)

    def names(self, resource: Resource) -> tuple[str, ...]:
        """Return the ARN, id and names that the input knows already."""
        if not _readable(resource):
            return ()
        paths: tuple[str, ...] = _NAMES
        if resource.type.startswith(_CLOUD_CONTROL):
            paths = (*_NAMES, *_CLOUD_CONTROL_NAMES)
        found = (resource.attributes.get(name) for name in paths)
        return tuple(dict.fromkeys(v for v in found if isinstance(v, str) and v))


# Provider 6.0, "Enhanced Region Support": on these, `region` names the place of something else.
_REGION_OF_ANOTHER: Final = frozenset(
    {
        "aws_cloudformation_stack_set_instance",
        "aws_config_aggregate_authorization",
        "aws_dx_hosted_connection",
        "aws_servicequotas_template",
        "aws_ssmincidents_replication_set",
    }
)
# On these, `arn` is that of something else: of the target (provider documentation).
_ARN_OF_ANOTHER: Final = frozenset({"aws_cloudwatch_event_target"})
# The forms in which the documentation of the services names a bucket: s3://NAME/PREFIX, an ARN,
# a domain name (CloudFront), with or without a prefix.
_BUCKET: Final = re.compile(
    r"^(?:s3://|arn:aws[\w-]*:s3:::)?([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/.*)?$"
)
_DOMAIN: Final = re.compile(r"\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com$")


# terraform-provider-aws docs, aws_kinesis_firehose_delivery_stream: only for `extended_s3`.
_LEADS_TO: Final = {
    "aws_kinesis_firehose_delivery_stream": "extended_s3_configuration.bucket_arn",
    "awscc_kinesisfirehose_delivery_stream": "extended_s3_destination_configuration.bucket_arn",
}


def _named_inside(value: Unknown) -> Reference | None:
    """Return the store that a text names which is not known in full: `${group.arn}:*`.

    API references: CloudTrail takes a log group's ARN with `:*`; flow logs a bucket's ARN with a
    folder; others s3://NAME/PREFIX.
    """
    before, name, after = value.around or ("", None, "")
    whole = before in {"", "s3://", "arn:aws:s3:::"} and (after in {"", ":*"} or after[0] == "/")
    return name if whole else None


def _store(name: str) -> str:
    if name.startswith(("s3://", "arn:aws:s3:::", "arn:aws-cn:s3:::", "arn:aws-us-gov:s3:::")):
        bucket = _BUCKET.match(name)
        return bucket[1] if bucket else name
    return _DOMAIN.sub("", name).removesuffix(":*")


_NAMES: Final = ("arn", "id", "key_id", "bucket", "name", "identifier", "cluster_identifier")
_CLOUD_CONTROL_NAMES: Final = (
    "alias_name",
    "backup_vault_name",
    "bucket_name",
    "db_cluster_identifier",
    "db_instance_identifier",
    "event_data_store_arn",
    "log_group_name",
)


def _tags_of_pairs(resource: Resource) -> Value[Mapping[str, str]]:
    """Return tags that are written as a list of objects with a key and a value each."""
    pairs = resource.blocks("tags")
    if isinstance(pairs, Unknown):
        return Unknown(pairs.reason, pairs.source)
    found: dict[str, str] = {}
    for pair in pairs.value:
        key, value = fact(pair, "key"), fact(pair, "value", "", "not written")
        for part in (key, value):
            if isinstance(part, Unknown):
                return Unknown(part.reason, part.source)
        if isinstance(key, Known) and isinstance(value, Known) and key.value is not None:
            found[str(key.value)] = str(value.value)
        elif isinstance(pair.attributes, dict):  # some types take a plain map
            found |= {k: v for k, v in pair.attributes.items() if isinstance(v, str)}
    return Known(found, pairs.source)


def fact(resource: Resource, path: str, default: Any = None, because: str = "") -> Value[Any]:
    """Read an attribute that states a fact: a name of another resource tells nothing of it."""
    return settled(resource.get(path, default, because))


def _hidden(resource: Resource, name: str) -> bool:
    hidden = resource.unknown
    withheld = isinstance(resource.attributes.get(name), Hidden)
    return withheld or hidden is True or (isinstance(hidden, dict) and hidden.get(name) is True)


def _readable(resource: Resource) -> bool:
    return isinstance(resource.attributes, dict)


def _attribute(resource: Resource, name: str) -> Any:
    return resource.attributes.get(name) if _readable(resource) else None


def _anywhere(value: Any) -> Place:
    text = value.address if isinstance(value, Reference) else str(value)
    arn = _ARN.match(text)
    return place_named(arn[2] if arn else text)
