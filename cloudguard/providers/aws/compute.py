"""Disks of machines: volumes, snapshots, instances, templates, images, the account's default."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.storage import DiskDefault, Leftover, Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.aws.disks import Disks, weakest
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.aws.recycling import IMAGE, SNAPSHOT, VOLUME, RecycleBin
from cloudguard.providers.aws.sharing import image_shared, snapshot_shared
from cloudguard.providers.cells import compiled
from cloudguard.providers.table import common_fields, leftover
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, all_true, any_true, inherent

_AES_256: Final = "Amazon EBS User Guide, How Amazon EBS encryption works: AES-256"
_NEVER: Final = "nothing deletes by itself what is kept here"
_UNLOCKED: Final = "no setting of the type locks its data"
_UNPROTECTED: Final = "no attribute protects it from deletion: provider schema 6.69.1"
_NOT_PROTECTED: Final = "EC2 User Guide, Change instance termination protection: off by default"
_OWN_ACCOUNT: Final = (
    "Amazon EBS User Guide, Attach an Amazon EBS volume to an instance: by instances of its own "
    "account only"
)
_NO_LAST: Final = "terraform-provider-aws docs, aws_ebs_volume: final_snapshot is false by default"
_SNAPSHOTS_STAY: Final = "Amazon EBS User Guide, Delete an Amazon EBS snapshot: it stays until then"
_SCHEMA: Final = "terraform-provider-aws schema 5.100.0: delete_on_termination is true by default"
_ROOT_GOES: Final = (
    "EC2 User Guide, Preserve data when an instance is terminated: the root volume is deleted"
)
_UNSEEN_DISK: Final = "the disk decides, and it is not in this input"
_DEPENDS: Final = "not written: whether a disk stays depends on how the instance is launched"
_SWITCHED_ON: Final = "terraform-provider-aws docs, aws_ebs_encryption_by_default: true by default"
IN_EVERY_REGION: Final = compiled(
    {
        "always": {"global": "account"},
        "because": "AWS gives every account one in each region, used or not",
    }
)
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
        yield _store(volume, disks, encrypted, disks.key(volume, encrypted))
        last = fact(volume, "final_snapshot", False, _NO_LAST)
        days: Value[int | None] = inherent(None, volume.source(), _SNAPSHOTS_STAY)
        yield from leftover("snapshot", last, days, common_fields(volume, aws))


def _volume_copies(resources: Resources, aws: Aws) -> Iterator[Asset]:
    """Read copies of volumes; EC2 API Reference, CopyVolumes: one of an encrypted volume is so."""
    disks = Disks(resources, aws)
    for copy in resources.of("aws_ebs_volume_copy"):
        origin = copy.get("source_volume_id")
        name = origin.value if isinstance(origin, Known) else None
        address = name.address if isinstance(name, Reference) else ""
        volume = resources.by_address.get(address)
        if volume is None or volume.type != "aws_ebs_volume":
            unseen = Unknown(_UNSEEN_DISK, origin.source)
            yield _store(copy, disks, unseen, unseen)
            continue
        encrypted = disks.disk(volume)
        if isinstance(encrypted, Known) and not encrypted.value:
            default = disks.default(copy)
            encrypted = default if isinstance(default, Unknown) or default.value else encrypted
        yield _store(copy, disks, encrypted, disks.key(volume, encrypted))


def _snapshots(resources: Resources, aws: Aws) -> Iterator[Asset]:
    disks = Disks(resources, aws)
    for snapshot in resources.of("aws_ebs_snapshot"):
        known = disks.written(snapshot)
        here = Known(Reference(snapshot.address), snapshot.source("volume_id"))
        encrypted = disks.snapshot(here) if known is None else known
        key = _snapshot_key(snapshot, encrypted, disks)
        store = _store(snapshot, disks, encrypted, key, SNAPSHOT)
        yield replace(store, public=snapshot_shared(snapshot, resources))


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
    return Unknown(_UNSEEN_DISK, snapshot.source("volume_id"))


def _machines(resources: Resources, aws: Aws) -> Iterator[Asset]:
    disks = Disks(resources, aws)
    for type_, image in _MACHINES.items():
        for machine in resources.of(type_):
            if resources.live:  # its disks are volumes, and listed as such
                yield Configuration(**common_fields(machine, aws))
                continue
            yield _machine(machine, image, disks)
            yield from _left(machine, ("root_block_device", "ebs_block_device"), _SCHEMA, aws)


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
    store = _store(machine, disks, all_true(encrypted), weakest(keys))
    return replace(store, deletion_protected=_termination_protected(machine))


def _templates(resources: Resources, aws: Aws) -> Iterator[Asset]:
    disks = Disks(resources, aws)
    for template in resources.of("aws_launch_template"):
        mappings = template.blocks("block_device_mappings")
        if isinstance(mappings, Unknown):
            unknown = Unknown(mappings.reason, mappings.source)
            yield _store(template, disks, unknown, unknown)
            yield from _left(template, ("block_device_mappings",), "", aws)
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
        store = _store(template, disks, all_true(encrypted), weakest(keys))
        yield replace(store, deletion_protected=_termination_protected(template))
        yield from _left(template, ("block_device_mappings.ebs",), "", aws)


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
        store = _store(image, disks, encrypted, weakest(keys) if keys else unknown, IMAGE)
        yield replace(store, public=image_shared(image, resources, aws))


def _image_copies(resources: Resources, aws: Aws) -> Iterator[Asset]:
    disks = Disks(resources, aws)
    for copy in resources.of("aws_ami_copy"):
        encrypted = disks.copied(copy)
        store = _store(copy, disks, encrypted, disks.key(copy, encrypted), IMAGE)
        yield replace(store, public=image_shared(copy, resources, aws))


def _defaults(resources: Resources, aws: Aws) -> Iterator[Asset]:
    everywhere = IN_EVERY_REGION if resources.live else None
    for setting in resources.of("aws_ebs_encryption_by_default"):
        enabled = fact(setting, "enabled", True, _SWITCHED_ON)
        yield DiskDefault(**common_fields(setting, aws, everywhere), encrypted=enabled)
    for setting in resources.of("aws_ebs_default_kms_key"):
        yield Configuration(**common_fields(setting, aws, everywhere))


def _termination_protected(machine: Resource) -> Value[bool]:
    if machine.type == "aws_launch_configuration":
        return inherent(False, machine.source(), _UNPROTECTED)
    return fact(machine, "disable_api_termination", False, _NOT_PROTECTED)


def _left(machine: Resource, paths: tuple[str, ...], default: str, aws: Aws) -> Iterator[Leftover]:
    """Yield the disks that stay when a machine is terminated."""
    stays: list[Value[bool]] = [inherent(False, machine.source(), _ROOT_GOES)]
    for path in paths:
        disks = machine.blocks(path)
        if isinstance(disks, Unknown):
            stays.append(Unknown(disks.reason, disks.source))
            continue
        stays += [_stays(disk, default) for disk in disks.value]
    days: Value[int | None] = inherent(None, machine.source(), _NEVER)
    yield from leftover("disks", any_true(stays), days, common_fields(machine, aws))


def _stays(disk: Resource, default: str) -> Value[bool]:
    goes = fact(disk, "delete_on_termination", "", default or "not written")
    if isinstance(goes, Known) and goes.value in ("", None):
        if default:
            return Known(False, goes.source)
        return Unknown(_DEPENDS, goes.source)
    return goes.map(lambda found: str(found).lower() == "false")


def _store(
    resource: Resource,
    disks: Disks,
    encrypted: Value[bool],
    key: Value[KeyUse | None],
    kind: str = VOLUME,
) -> Store:
    source = resource.source()
    common: dict[str, Any] = common_fields(resource, disks.aws)
    kept: dict[str, Any] = RecycleBin(disks.resources, disks.aws).ends(resource, kind)
    return Store(
        **common,
        encrypted=encrypted,
        algorithm=inherent("AES-256", source, _AES_256),
        key=key,
        retention_days=inherent(None, source, _NEVER),
        lock=inherent(None, source, _UNLOCKED),
        deletion_protected=inherent(False, source, _UNPROTECTED),
        **kept,
        public=inherent(False, source, _OWN_ACCOUNT),
    )


def _of(*types: str, read: Callable[[Resources, Aws], Iterator[Asset]]) -> Adapter[Aws]:
    return Adapter(types, (), read)


ADAPTERS: Final[tuple[Adapter[Aws], ...]] = (
    _of("aws_ebs_volume", read=_volumes),
    _of("aws_ebs_volume_copy", read=_volume_copies),
    _of("aws_ebs_snapshot", read=_snapshots),
    _of(*_MACHINES, read=_machines),
    _of("aws_launch_template", read=_templates),
    _of("aws_ami", read=_images),
    _of("aws_ami_copy", read=_image_copies),
    _of("aws_ebs_encryption_by_default", "aws_ebs_default_kms_key", read=_defaults),
)
