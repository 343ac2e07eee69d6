"""Disks, and what decides of them what they do not say: snapshots, images, the account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final, TypeAlias

from cloudguard.assets.keys import KeyUse
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.sources.resource import Hidden, Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, all_true

Scope: TypeAlias = tuple[str, str]

DEPTH: Final = 10
"""How many snapshots and copies may stand behind a disk; deeper is taken for a cycle."""
_SWITCHED_ON: Final = "terraform-provider-aws docs, aws_ebs_encryption_by_default: true by default"
_ACCOUNT: Final = (
    "Amazon EBS User Guide, Enable Amazon EBS encryption by default: the account's setting for "
    "the region, {address}, decides for new disks"
)
_UNSEEN: Final = (
    "not written: the account's EBS default decides (aws_ebs_encryption_by_default is not in "
    "this input)"
)
_ANOTHER: Final = (
    "not written: the account's EBS default decides, and {address} belongs to another provider "
    "block, perhaps of another account"
)
_AWS_KEY: Final = (
    "not written: the account's default key decides (Amazon EBS User Guide: aws/ebs unless "
    "changed; aws_ebs_default_kms_key is not in this input)"
)
_NOT_WRITTEN: Final = "not written"
_TRUTHS: Final = {"true": True, "false": False}


class Disks:
    """The settings and snapshots of one input that decide for its disks."""

    def __init__(self, resources: Resources, aws: Aws) -> None:
        """Index the account's settings by provider block and region."""
        self.resources = resources
        self.aws = aws
        self._defaults = self._scoped("aws_ebs_encryption_by_default")
        self._keys = self._scoped("aws_ebs_default_kms_key")
        self._images = {
            str(image.attributes.get("id")): image
            for image in resources.of("data.aws_ami")
            if isinstance(image.attributes, dict)
        }

    def disk(self, block: Resource, snapshot: str = "snapshot_id") -> Value[bool]:
        """Tell whether a disk is encrypted: by its own word, the account's, its snapshot's."""
        written = self.written(block)
        if written is not None:
            return written
        default = self.default(block)
        if isinstance(default, Known) and default.value:
            return default
        origin = block.get(snapshot, None, _NOT_WRITTEN)
        if isinstance(origin, Known) and not origin.value:
            return default
        return _either(self.snapshot(origin), default)

    def root(
        self, devices: Value[tuple[Resource, ...]], machine: Resource, image: str
    ) -> Value[bool]:
        """Tell whether a machine's first disk is encrypted: as written, or as its image is."""
        if isinstance(devices, Unknown):
            return Unknown(devices.reason, devices.source)
        if devices.value and (written := self.written(devices.value[0])) is not None:
            return written
        default = self.default(machine)
        if isinstance(default, Known) and default.value:
            return default
        return _either(self.image(machine.get(image, None, _NOT_WRITTEN)), default)

    @staticmethod
    def written(block: Resource) -> Value[bool] | None:
        """Return what a disk says itself, None where it says nothing."""
        found = fact(block, "encrypted", "", _NOT_WRITTEN)
        if isinstance(found, Unknown):
            return Unknown(found.reason, found.source, found.among)
        if found.value in ("", None):
            return None
        return found.map(lambda value: _TRUTHS.get(str(value).lower(), False))

    def default(self, resource: Resource) -> Value[bool]:
        """Return the account's setting for new disks where a resource is made."""
        setting = self._defaults.get(self._scope(resource))
        path = "encrypted"
        if setting is None:
            other = self._elsewhere(self._defaults, resource)
            reason = _ANOTHER.format(address=other.address) if other else _UNSEEN
            return Unknown(reason, resource.source(path))
        enabled = fact(setting, "enabled", True, _SWITCHED_ON)
        if isinstance(enabled, Unknown):
            return Unknown(enabled.reason, enabled.source)
        note = _ACCOUNT.format(address=setting.address)
        # Made in the same run, it may come after the disk: nothing orders the two.
        late = setting.action != "no-op"
        source = replace(resource.source(path, note), assumed=late or resource.assumed)
        return Known(enabled.value is True, source)

    def snapshot(self, origin: Value[Any], depth: int = 0) -> Value[bool]:
        """Tell whether a snapshot is encrypted: as its disk is, or the copy says."""
        target = self._target(origin)
        if target is None or depth > DEPTH:
            name = origin.value if isinstance(origin, Known) else origin.reason
            return Unknown(f"the snapshot decides, and is not in this input: {name}", origin.source)
        if target.mode == "data":
            found = fact(target, "encrypted")
            return found if isinstance(found, Unknown) else found.map(lambda v: v is True)
        if target.type == "aws_ebs_snapshot":
            volume = self._target(target.get("volume_id"))
            if volume is None or volume.type != "aws_ebs_volume":
                reason = f"the disk of {target.address} decides, and is not in this input"
                return Unknown(reason, origin.source)
            return self._volume(volume, depth + 1)
        written = self.written(target)
        if written is not None and not (isinstance(written, Known) and not written.value):
            return written
        # An encrypted snapshot stays so when copied: EBS User Guide, "Copy an EBS snapshot".
        source = self.snapshot(target.get("source_snapshot_id"), depth + 1)
        return _either(source, self.default(target))

    def _volume(self, volume: Resource, depth: int) -> Value[bool]:
        written = self.written(volume)
        if written is not None:
            return written
        default = self.default(volume)
        origin = volume.get("snapshot_id", None, _NOT_WRITTEN)
        if isinstance(origin, Known) and not origin.value:
            return default
        return _either(self.snapshot(origin, depth + 1), default)

    def image(self, value: Value[Any]) -> Value[bool]:
        """Tell whether every disk of an image is encrypted."""
        target = self._target(value)
        if target is None and isinstance(value, Known):
            target = self._images.get(str(value.value))
        if target is None:
            return Unknown("the image decides, and it is not in this input", value.source)
        if target.type == "aws_ami_copy":
            return self.copied(target)
        if target.mode == "data":
            mappings = target.get("block_device_mappings")
            found = mappings.value if isinstance(mappings, Known) else None
            # A mapping of an instance store has an empty `ebs`: it is no disk of the image.
            disks = [m["ebs"] for m in found or [] if isinstance(m, dict) and m.get("ebs")]
            marks = [_TRUTHS.get(str(d.get("encrypted")).lower()) for d in disks]
            if not marks or None in marks:
                return Unknown("the image does not say whether it is encrypted", value.source)
            return Known(all(marks), mappings.source)
        return all_true(list(self.image_disks(target)))

    def copied(self, image: Resource) -> Value[bool]:
        """Tell whether the copy of an image is encrypted: as it says, as its source or default is.

        An encrypted image stays so when copied: EC2 User Guide, "Copy an Amazon EC2 AMI".
        """
        written = self.written(image)
        if written is not None and not (isinstance(written, Known) and not written.value):
            return written
        source = self.image(image.get("source_ami_id", None, _NOT_WRITTEN))
        return _either(source, self.default(image))

    def image_disks(self, image: Resource) -> Iterator[Value[bool]]:
        """Yield whether each disk of an image is encrypted."""
        devices = image.blocks("ebs_block_device")
        if isinstance(devices, Unknown):
            yield Unknown(devices.reason, devices.source)
        elif not devices.value:
            yield Unknown("the image names no disk", image.source("ebs_block_device"))
        else:
            yield from (self.disk(device) for device in devices.value)

    def key(self, block: Resource, encrypted: Value[bool]) -> Value[KeyUse | None]:
        """Return the key of a disk: its own, its snapshot's, or the account's default."""
        written = block.get("kms_key_id", None, _AWS_KEY)
        if isinstance(written, Unknown) or written.value:
            return self.aws.key_use(written)
        if isinstance(encrypted, Known) and not encrypted.value:
            return Known(None, encrypted.source)
        origin = block.get("snapshot_id", None, _NOT_WRITTEN)
        if isinstance(origin, Unknown) or origin.value:
            # EBS User Guide, "Encryption outcomes": the key of an encrypted snapshot is kept.
            return Unknown("the key of the snapshot, unless the snapshot has none", origin.source)
        return self.default_key(block)

    def default_key(self, resource: Resource) -> Value[KeyUse | None]:
        """Return the key that the account encrypts disks with where none is named."""
        source = resource.source("kms_key_id", _AWS_KEY)
        setting = self._keys.get(self._scope(resource))
        if setting is None:
            if other := self._elsewhere(self._keys, resource):
                return Unknown(_ANOTHER.format(address=other.address), source)
            return Unknown(_AWS_KEY, source)
        return self.aws.key_use(setting.get("key_arn"))

    def _target(self, value: Value[Any]) -> Resource | None:
        reference = value.value if isinstance(value, Known) else None
        if not isinstance(reference, Reference):
            return None
        return self.resources.by_address.get(reference.address)

    def _scoped(self, type_: str) -> dict[Scope, Resource]:
        found: dict[Scope, Resource] = {}
        for resource in self.resources.of(type_):
            scope = self._scope(resource)
            if scope in found:
                reason = f"{found[scope].address} and {resource.address} set the same default"
                found[scope] = replace(found[scope], attributes=Hidden(reason))
            else:
                found[scope] = resource
        return found

    def _scope(self, resource: Resource) -> Scope:
        region = self.aws.region(resource)
        return resource.provider_key, str(region.value) if isinstance(region, Known) else ""

    def _elsewhere(self, settings: dict[Scope, Resource], resource: Resource) -> Resource | None:
        """Return a setting of the same region, or of one not known, of another provider block."""
        key, region = self._scope(resource)
        for (other, its_region), setting in settings.items():
            if other != key and (not region or not its_region or region == its_region):
                return setting
        return None


def weakest(keys: Iterable[Value[KeyUse | None]]) -> Value[KeyUse | None]:
    """Return the key that protects least: none or the provider's, one unknown, any other."""
    found = list(keys)
    for key in found:
        if isinstance(key, Known) and (key.value is None or key.value.holder == "provider"):
            return key
    return next((key for key in found if isinstance(key, Unknown)), found[0])


def _either(origin: Value[bool], default: Value[bool]) -> Value[bool]:
    """Encrypted where the origin is, or the account's default says so."""
    if isinstance(origin, Known) and origin.value:
        return origin
    if isinstance(default, Known) and default.value:
        return default
    return origin if isinstance(origin, Unknown) and isinstance(default, Known) else default
