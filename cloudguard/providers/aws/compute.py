"""Disks of machines: volumes, snapshots, instances, templates, images, the account's default."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.storage import DiskDefault, Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.aws.disks import Disks, weakest
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.table import STORE_ENDS, common_fields, unsaid
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, all_true, inherent

_AES_256: Final = "Amazon EBS User Guide, How Amazon EBS encryption works: AES-256"
_NEVER: Final = "nothing deletes by itself what is kept here"
_UNLOCKED: Final = "no setting of the type locks its data"
_SWITCHED_ON: Final = "terraform-provider-aws docs, aws_ebs_encryption_by_default: true by default"
# EC2 User Guide, "Device names for volumes": the names kept for the root device.
_ROOT_NAMES: Final = frozenset({"/dev/xvda", "/dev/sda1"})
_MACHINES: Final = {
    "aws_instance": "ami",
    "aws_spot_instance_request": "ami",
    "aws_launch_configuration": "image_id",
}


def _volumes(resources: Resources, aws: Aws) -> Iterator[Asset]:
    disks = Disks(resources, aws)
    for volume in resources.of("aws_ebs_volume"):
        encrypted = disks.disk(volume)
        yield _store(volume, aws, encrypted, disks.key(volume, encrypted))


def _snapshots(resources: Resources, aws: Aws) -> Iterator[Asset]:
    disks = Disks(resources, aws)
    for snapshot in resources.of("aws_ebs_snapshot"):
        known = disks.written(snapshot)
        here = Known(Reference(snapshot.address), snapshot.source("volume_id"))
        encrypted = disks.snapshot(here) if known is None else known
        yield _store(snapshot, aws, encrypted, _snapshot_key(snapshot, encrypted, disks))


def _snapshot_key(snapshot: Resource, encrypted: Value[bool], disks: Disks) -> Value[KeyUse | None]:
    """Return the key of a snapshot, which is its disk's (EBS User Guide, "EBS snapshots")."""
    volume_id = snapshot.get("volume_id")
    reference = volume_id.value if isinstance(volume_id, Known) else None
    address = reference.address if isinstance(reference, Reference) else ""
    volume = disks.resources.by_address.get(address)
    if volume is not None and volume.type == "aws_ebs_volume":
        return disks.key(volume, encrypted)
    key = snapshot.get("kms_key_id", None, "not known before the snapshot is made")
    if isinstance(key, Known) and key.value:
        return disks.aws.key_use(key)
    return Unknown("the disk decides, and it is not in this input", snapshot.source("volume_id"))


def _machines(resources: Resources, aws: Aws) -> Iterator[Asset]:
    disks = Disks(resources, aws)
    for type_, image in _MACHINES.items():
        for machine in resources.of(type_):
            yield _machine(machine, image, disks)


def _machine(machine: Resource, image: str, disks: Disks) -> Store:
    root = machine.blocks("root_block_device")
    others = machine.blocks("ebs_block_device")
    encrypted = [disks.root(root, machine, image)]
    blocks = [*(root.value if isinstance(root, Known) else ())] or [_empty(machine)]
    keys = [disks.key(blocks[0], encrypted[0])]
    if isinstance(others, Unknown):
        encrypted.append(Unknown(others.reason, others.source))
        keys.append(Unknown(others.reason, others.source))
    else:
        for device in others.value:
            if not _is_no_device(device):
                encrypted.append(disks.disk(device))
                keys.append(disks.key(device, encrypted[-1]))
    return _store(machine, disks.aws, all_true(encrypted), weakest(keys))


def _templates(resources: Resources, aws: Aws) -> Iterator[Asset]:
    disks = Disks(resources, aws)
    for template in resources.of("aws_launch_template"):
        mappings = template.blocks("block_device_mappings")
        if isinstance(mappings, Unknown):
            unknown = Unknown(mappings.reason, mappings.source)
            yield _store(template, aws, unknown, unknown)
            continue
        devices = [m for m in mappings.value if not _is_no_device(m)]
        encrypted: list[Value[bool]] = []
        keys: list[Value[KeyUse | None]] = []
        for device in devices:
            ebs = device.blocks("ebs")
            for block in ebs.value if isinstance(ebs, Known) else ():
                encrypted.append(disks.disk(block))
                keys.append(disks.key(block, encrypted[-1]))
            if isinstance(ebs, Unknown):
                encrypted.append(Unknown(ebs.reason, ebs.source))
                keys.append(Unknown(ebs.reason, ebs.source))
        if not any(_is_root(device) for device in devices):
            encrypted.append(disks.root(Known((), template.source()), template, "image_id"))
            keys.append(disks.key(_empty(template), encrypted[-1]))
        yield _store(template, aws, all_true(encrypted), weakest(keys))


def _is_root(device: Resource) -> bool:
    name = fact(device, "device_name")
    return isinstance(name, Unknown) or str(name.value) in _ROOT_NAMES


def _is_no_device(device: Resource) -> bool:
    """Tell a mapping that hides a device, or names an instance store, from a disk."""
    for name in ("no_device", "virtual_name"):
        found = fact(device, name, None, "not written")
        if isinstance(found, Known) and found.value and str(found.value).lower() != "false":
            return True
    return False


def _empty(machine: Resource) -> Resource:
    """Return a disk of a machine that says nothing of it."""
    written = machine.attributes
    return Resource(
        machine.type,
        machine.name,
        machine.address,
        {k: v for k, v in written.items() if k == "region"}
        if isinstance(written, dict)
        else written,
        module=machine.module,
        provider_key=machine.provider_key,
        file=machine.file,
        line=machine.line,
    )


def _images(resources: Resources, aws: Aws) -> Iterator[Asset]:
    disks = Disks(resources, aws)
    for image in resources.of("aws_ami"):
        encrypted = all_true(list(disks.image_disks(image)))
        devices = image.blocks("ebs_block_device")
        blocks = devices.value if isinstance(devices, Known) else ()
        keys = [disks.key(device, encrypted) for device in blocks]
        unknown = Unknown("no attribute says this", image.source("ebs_block_device"))
        yield _store(image, aws, encrypted, weakest(keys) if keys else unknown)


def _image_copies(resources: Resources, aws: Aws) -> Iterator[Asset]:
    disks = Disks(resources, aws)
    for copy in resources.of("aws_ami_copy"):
        encrypted = disks.copied(copy)
        yield _store(copy, aws, encrypted, disks.key(copy, encrypted))


def _defaults(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for setting in resources.of("aws_ebs_encryption_by_default"):
        enabled = fact(setting, "enabled", True, _SWITCHED_ON)
        yield DiskDefault(**common_fields(setting, aws), encrypted=enabled)
    for setting in resources.of("aws_ebs_default_kms_key"):
        yield Configuration(**common_fields(setting, aws))


def _store(
    resource: Resource, aws: Aws, encrypted: Value[bool], key: Value[KeyUse | None]
) -> Store:
    source = resource.source()
    common: dict[str, Any] = common_fields(resource, aws)
    return Store(
        **common,
        encrypted=encrypted,
        algorithm=inherent("AES-256", source, _AES_256),
        key=key,
        retention_days=inherent(None, source, _NEVER),
        lock=inherent(None, source, _UNLOCKED),
        **unsaid(resource, *STORE_ENDS),
    )


def _of(*types: str, read: Callable[[Resources, Aws], Iterator[Asset]]) -> Adapter[Aws]:
    return Adapter(types, (), read)


ADAPTERS: Final[tuple[Adapter[Aws], ...]] = (
    _of("aws_ebs_volume", read=_volumes),
    _of("aws_ebs_snapshot", read=_snapshots),
    _of(*_MACHINES, read=_machines),
    _of("aws_launch_template", read=_templates),
    _of("aws_ami", read=_images),
    _of("aws_ami_copy", read=_image_copies),
    _of("aws_ebs_encryption_by_default", "aws_ebs_default_kms_key", read=_defaults),
)
