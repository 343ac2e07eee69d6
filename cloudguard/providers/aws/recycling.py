"""Recycle Bin: how long deleted disks, snapshots and images can be restored.

Amazon EBS User Guide, "Recover deleted Amazon EBS volumes, snapshots and EBS-backed AMIs with
Recycle Bin": a rule holds for what it names by tag, or for the whole region but what it excludes;
of several the longest counts; nothing can be deleted from the bin by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, inherent

VOLUME: Final = "EBS_VOLUME"
SNAPSHOT: Final = "EBS_SNAPSHOT"
IMAGE: Final = "EC2_IMAGE"
_BIN: Final = "Amazon EBS User Guide, Recycle Bin"
_UNSEEN: Final = (
    "gone at once unless a rule of the Recycle Bin keeps it: no aws_rbin_rule of this input does"
)
_FINAL: Final = f"{_BIN}: what lies there cannot be deleted by hand"
_TAGS: Final = "the tags decide whether {address} keeps it, and they are not known"


class RecycleBin:
    """The rules of one input that keep what is deleted."""

    def __init__(self, resources: Resources, aws: Aws) -> None:
        """Look at the rules of `resources`."""
        self.rules = resources.of("aws_rbin_rule")
        self.aws = aws

    def ends(self, resource: Resource, kind: str) -> dict[str, Value[Any]]:
        """Return how long what is deleted can be restored, and that nobody can end it sooner."""
        return {
            "recoverable_days": self.days(resource, kind),
            "purgeable": inherent(False, resource.source(), _FINAL),
        }

    def days(self, resource: Resource, kind: str) -> Value[int | None]:
        """Return for how many days something of a kind lies in the bin once it is deleted."""
        kept = [days for rule in self.rules if (days := self._kept(rule, resource, kind))]
        if unknown := next((days for days in kept if isinstance(days, Unknown)), None):
            return unknown
        known = [days for days in kept if isinstance(days, Known)]
        if not known:
            return Unknown(_UNSEEN, resource.source())
        return max(known, key=lambda days: days.value or 0)

    def _kept(self, rule: Resource, resource: Resource, kind: str) -> Value[int | None] | None:
        """Return what one rule keeps it for, None where it does not."""
        if rule.provider_key != resource.provider_key or not self._same_region(rule, resource):
            return None
        type_ = fact(rule, "resource_type")
        if isinstance(type_, Known) and type_.value != kind:
            return None
        holds = self._names(rule, "resource_tags", resource, default=True)
        spared = self._names(rule, "exclude_resource_tags", resource, default=False)
        if (isinstance(holds, Known) and not holds.value) or (
            isinstance(spared, Known) and spared.value
        ):
            return None
        for value in (type_, holds, spared):
            if isinstance(value, Unknown):
                return Unknown(value.reason, value.source)
        days = fact(rule, "retention_period.retention_period_value")
        return days if isinstance(days, Unknown) else days.map(int)

    def _same_region(self, rule: Resource, resource: Resource) -> bool:
        one, other = self.aws.region(rule), self.aws.region(resource)
        if isinstance(one, Known) and isinstance(other, Known):
            return bool(one.value == other.value)
        return True

    def _names(
        self, rule: Resource, path: str, resource: Resource, *, default: bool
    ) -> Value[bool]:
        """Tell whether one of the tags that a rule names is the resource's."""
        blocks = rule.blocks(path)
        if isinstance(blocks, Unknown):
            return Unknown(blocks.reason, blocks.source)
        if not blocks.value:
            return Known(default, rule.source(path))
        tags = self.aws.tags(resource)
        if isinstance(tags, Unknown):
            return Unknown(_TAGS.format(address=rule.address), tags.source)
        each = [_named(block, tags.value) for block in blocks.value]
        if any(found is True for found in each):
            return Known(True, rule.source(path))
        if None in each or any(isinstance(value, Unknown) for value in tags.value.values()):
            return Unknown(_TAGS.format(address=rule.address), rule.source(path))
        return Known(False, rule.source(path))


def _named(block: Resource, tags: Mapping[str, Any]) -> bool | None:
    key = fact(block, "resource_tag_key")
    value = fact(block, "resource_tag_value", "", "any value")
    if isinstance(key, Unknown) or isinstance(value, Unknown):
        return None
    return key.value in tags and value.value in ("", tags[key.value])
