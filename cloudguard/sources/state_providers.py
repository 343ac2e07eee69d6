"""The provider blocks of a state, which names them and says nothing of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cloudguard.sources.blocks import ProviderBlock
from cloudguard.sources.resource import Hidden, Resource, Resources
from cloudguard.values import Known, Source, Unknown, Value

NO_REGION: Final = "the state does not name the region of this provider"
NOT_AWS: Final = "a bucket has no hosted zone: the endpoint is not one of AWS, and not named here"

# AWS General Reference, "Amazon Resource Names": arn:partition:service:region:account:resource.
_ARN: Final = re.compile(r"arn:aws[\w-]*:[\w-]*:(?P<region>[\w-]*):(?P<account>\d{12})?")
_REGION: Final = re.compile(r"(?P<region>[a-z]{2,4}(?:-[a-z]+)+-\d)$")
_ZONE: Final = re.compile(r"(?P<region>[a-z]{2,4}(?:-[a-z]+)+-\d)[a-z]$")
_PLACED: Final = (("arn", _ARN), ("region", _REGION), ("availability_zone", _ZONE))
_UNSEEN: Final = Hidden("not to be seen")
# terraform-provider-aws docs: the `arn` that this names is its target's.
_NAMES_ANOTHER: Final = frozenset({"aws_cloudwatch_event_target"})


@dataclass(slots=True)
class StateProviders:
    """The provider blocks that a state was made with, told from what they made.

    What all resources of one block agree on is taken for the block's and called assumed. Where
    one of them is not readable, nothing is: it might have disagreed.
    """

    providers: Mapping[str, ProviderBlock] = field(default_factory=dict)
    _made: dict[str, list[Resource]] = field(default_factory=dict)

    def bind(self, resources: Resources) -> None:
        """Tell the provider blocks from these resources."""
        self._made = {}
        for resource in resources.managed:
            self._made.setdefault(resource.provider_key, []).append(resource)

    def region(self, key: str) -> Value[str | None]:
        """Return the region that the resources of a provider block lie in, where it is one."""
        where = f"provider.{key}" if key else "provider"
        name = _agreed(_region_of(resource) for resource in self._made.get(key, ()))
        if name is None:
            return Unknown(NO_REGION, Source(where, "region"))
        note = "the region of every other resource of this provider, assumed"
        return Known(name, Source(where, "region", note=note, assumed=True))

    def setting(self, key: str, path: str) -> Value[Any] | None:
        """Return what a provider block must have set; None where nothing tells of it."""
        made = self._made.get(key, ())
        source = Source(f"provider.{key}", path, note="told from ARNs, assumed", assumed=True)
        if path == "allowed_account_ids":
            account = _agreed(_account_of(resource) for resource in made)
            return Known([account], source) if account else None
        if path == "endpoints.s3" and any(map(_is_foreign, made)):
            return Unknown(NOT_AWS, source)
        return None


# What resources tell of their provider: None for nothing, Hidden where it cannot be seen.


def _region_of(resource: Resource) -> str | Hidden | None:
    if not isinstance(resource.attributes, dict):
        return _UNSEEN
    for name, pattern in _PLACED:
        value = resource.attributes.get(name)
        if isinstance(value, Hidden):
            return value
        if resource.type in _NAMES_ANOTHER or not isinstance(value, str):
            continue
        if (named := pattern.match(value)) and named["region"]:
            return named["region"]
    return None


def _account_of(resource: Resource) -> str | Hidden | None:
    if not isinstance(resource.attributes, dict):
        return _UNSEEN
    arn = resource.attributes.get("arn")
    if isinstance(arn, Hidden):
        return arn
    named = _ARN.match(arn) if isinstance(arn, str) else None
    return named["account"] if named and resource.type not in _NAMES_ANOTHER else None


def _agreed(told: Iterable[str | Hidden | None]) -> str | None:
    """Return what all that tell anything tell alike."""
    found = {one for one in told if one is not None}
    one = found.pop() if len(found) == 1 else None
    return one if isinstance(one, str) else None


def _is_foreign(resource: Resource) -> bool:
    """Tell a bucket of another cloud that speaks S3: of no region of AWS, or not to be seen.

    terraform-provider-aws 5.100.0, internal/service/s3/bucket.go: `hosted_zone_id` is set for
    the regions of AWS alone.
    """
    if resource.type != "aws_s3_bucket":
        return False
    if not isinstance(resource.attributes, dict):
        return True
    zone = resource.attributes.get("hosted_zone_id", "absent")
    return not zone or isinstance(zone, Hidden)
