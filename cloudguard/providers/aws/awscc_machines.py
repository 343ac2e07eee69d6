"""Disks of machines of the AWS Cloud Control provider: volumes, instances, templates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from cloudguard.assets import Asset
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.storage import Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.aws.disks import Disks, weakest
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.table import common_fields, leftover
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, all_true, any_true, inherent

_AES_256: Final = "Amazon EBS User Guide, How Amazon EBS encryption works: AES-256"
_NEVER: Final = "nothing deletes by itself what is kept here"
_UNLOCKED: Final = "no setting of the type locks its data: provider schema 1.106.0"
_UNPROTECTED: Final = "no setting of the type forbids its deletion: provider schema 1.106.0"
_GONE: Final = (
    "Amazon EBS User Guide, Delete an Amazon EBS volume: gone, unless a Recycle Bin rule of the "
    "region keeps it"
)
_NOTHING_LEFT: Final = "what is deleted is gone at once: nothing is left to purge"
_ATTACHED: Final = "Amazon EBS User Guide: a volume is reached by its instance only"
_TERMINATED: Final = (
    "AWS CloudFormation Template Reference, AWS::EC2::Instance: DisableApiTermination is false by "
    "default"
)
_NOT_WRITTEN: Final = "not written"
# EC2 User Guide, "Device names for volumes": the names kept for the root device.
_ROOT_NAMES: Final = frozenset({"/dev/xvda", "/dev/sda1"})
_ROOT_GOES: Final = (
    "Amazon EC2 User Guide, Preserve data when an instance is terminated: the root volume is "
    "deleted by default"
)
_TEMPLATE: Final = "the launch template that is named decides"
_STAYS: Final = "whether a further disk stays where nothing is written, no document at hand says"
_DISK_STAYS: Final = "Amazon EBS User Guide, Delete an Amazon EBS volume: until somebody deletes it"


@dataclass(frozen=True, slots=True)
class _Machine:
    """Where a type names its disks and its image, and what it may take from a template."""

    mappings: str
    image: str
    template: str = ""


_MACHINES: Final = {
    "awscc_ec2_instance": _Machine("block_device_mappings", "image_id", "launch_template"),
    "awscc_ec2_launch_template": _Machine(
        "launch_template_data.block_device_mappings", "launch_template_data.image_id"
    ),
    "awscc_autoscaling_launch_configuration": _Machine("block_device_mappings", "image_id"),
    "awscc_ec2_spot_fleet": _Machine(
        "spot_fleet_request_config_data.launch_specifications.block_device_mappings",
        "spot_fleet_request_config_data.launch_specifications.image_id",
        "spot_fleet_request_config_data.launch_template_configs",
    ),
    "awscc_workspacesinstances_workspace_instance": _Machine(
        "managed_instance.block_device_mappings", "managed_instance.image_id"
    ),
}


def _volumes(resources: Resources, aws: Aws) -> Iterator[Asset]:
    disks = Disks(resources, aws)
    for volume in resources.of("awscc_ec2_volume"):
        source = volume.get("source_volume_id", None, _NOT_WRITTEN)
        if isinstance(source, Known) and not source.value:
            encrypted = disks.disk(volume)
            key = disks.key(volume, encrypted)
        else:  # Amazon EBS User Guide, "Copy an Amazon EBS volume": as the volume it is made of
            reason = Unknown("the volume that it is copied from decides", source.source)
            encrypted, key = reason, reason
        unprotected = inherent(False, volume.source(), _UNPROTECTED)
        yield _store(volume, common_fields(volume, aws), encrypted, key, unprotected)


def _machines(resources: Resources, aws: Aws) -> Iterator[Asset]:
    disks = Disks(resources, aws)
    for type_, machine in _MACHINES.items():
        for resource in resources.of(type_):
            yield from _machine(resource, machine, disks)


def _machine(resource: Resource, machine: _Machine, disks: Disks) -> Iterator[Asset]:
    common = common_fields(resource, disks.aws)
    mappings = resource.blocks(machine.mappings)
    protected = inherent(False, resource.source(), _UNPROTECTED)
    if resource.type == "awscc_ec2_instance":
        protected = fact(resource, "disable_api_termination", False, _TERMINATED)
    if isinstance(mappings, Unknown):
        unread = Unknown(mappings.reason, mappings.source)
        yield _store(resource, common, unread, unread, protected)
        return
    devices = [device for device in mappings.value if not _is_no_disk(device)]
    found = [_disk(device, disks) for device in devices]
    if not any(_is_root(device) for device in devices):
        found.append(_root(resource, machine, disks))
    yield _store(
        resource,
        common,
        all_true([encrypted for encrypted, _ in found]),
        weakest(key for _, key in found),
        protected,
    )
    if resource.type == "awscc_ec2_instance" and devices:
        stays = any_true([_stays(device) for device in devices])
        days = inherent(None, resource.source(), _DISK_STAYS)
        yield from leftover("disks", stays, days, common)


def _disk(device: Resource, disks: Disks) -> tuple[Value[bool], Value[KeyUse | None]]:
    ebs = device.blocks("ebs")
    if isinstance(ebs, Unknown):
        unread = Unknown(ebs.reason, ebs.source)
        return unread, unread
    block = ebs.value[0] if ebs.value else _silent(device)
    encrypted = disks.disk(block)
    return encrypted, disks.key(block, encrypted)


def _root(
    resource: Resource, machine: _Machine, disks: Disks
) -> tuple[Value[bool], Value[KeyUse | None]]:
    """Return what is known of a first disk that no mapping names: the image or a template says."""
    if machine.template:
        template = resource.blocks(machine.template)
        if isinstance(template, Unknown) or template.value:
            decided = Unknown(_TEMPLATE, template.source)
            return decided, decided
    encrypted = disks.root(Known((), resource.source()), resource, machine.image)
    return encrypted, disks.key(_silent(resource), encrypted)


def _stays(device: Resource) -> Value[bool]:
    path = "ebs.delete_on_termination"
    written = fact(device, path, None, _ROOT_GOES)
    if isinstance(written, Known) and written.value is None:
        if _is_root(device):
            return inherent(False, written.source, _ROOT_GOES)
        return Unknown(_STAYS, written.source)
    return written.map(lambda goes: not goes)


def _is_root(device: Resource) -> bool:
    name = fact(device, "device_name", "", _NOT_WRITTEN)
    return isinstance(name, Unknown) or str(name.value) in _ROOT_NAMES


def _is_no_disk(device: Resource) -> bool:
    """Tell a mapping that hides a device, or names an instance store, from a disk."""
    for name in ("no_device", "virtual_name"):
        found = fact(device, name, None, _NOT_WRITTEN)
        if isinstance(found, Known) and found.value not in (None, "", False, "false"):
            return True
    return False


def _silent(resource: Resource) -> Resource:
    """Return a disk of which nothing is written."""
    return Resource(
        resource.type,
        resource.name,
        resource.address,
        {},
        module=resource.module,
        provider_key=resource.provider_key,
        file=resource.file,
        line=resource.line,
    )


def _store(
    resource: Resource,
    common: dict[str, Any],
    encrypted: Value[bool],
    key: Value[KeyUse | None],
    protected: Value[bool],
) -> Store:
    source = resource.source()
    return Store(
        **common,
        encrypted=encrypted,
        algorithm=inherent("AES-256", source, _AES_256),
        key=key,
        retention_days=inherent(None, source, _NEVER),
        lock=inherent(None, source, _UNLOCKED),
        deletion_protected=protected,
        recoverable_days=inherent(0, source, _GONE),
        purgeable=inherent(False, source, _NOTHING_LEFT),
        public=inherent(False, source, _ATTACHED),
    )


ADAPTERS: Final[tuple[Adapter[Aws], ...]] = (
    Adapter(("awscc_ec2_volume",), (), _volumes),
    Adapter(tuple(_MACHINES), (), _machines),
)
