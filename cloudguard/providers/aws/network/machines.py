"""Instances: what launch templates, interfaces of their own and elastic addresses say of them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from cloudguard.network.intervals import Intervals, union
from cloudguard.network.wiring import GLOBAL_V4
from cloudguard.providers.aws.network.vpcs import Vpcs
from cloudguard.providers.wires import cidrs, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value

_TYPES: Final = ("aws_instance", "aws_spot_instance_request", "aws_autoscaling_group",
                 "aws_eks_node_group", "aws_batch_compute_environment")  # fmt: skip
_INTERFACES: Final = ("network_interface", "primary_network_interface")
# Where a type says its launch template; terraform-provider-aws docs.
_MIXED: Final = "mixed_instances_policy.launch_template.launch_template_specification"
_TEMPLATES: Final = (
    ("launch_template", "id"),
    ("launch_template", "name"),
    (_MIXED, "launch_template_id"),
    (_MIXED, "launch_template_name"),
    ("compute_resources.launch_template", "launch_template_id"),
)
_PRIMARY: Final = ".primary_network_interface_id"
_NONE: Final = Resource("", "", "", {})


class Machines:
    """What resources beside an instance say of its interfaces."""

    def __init__(self, vpcs: Vpcs) -> None:
        """Index the elastic addresses, by what they are given to."""
        self._vpcs = vpcs
        self._elastic: dict[str, tuple[Intervals, Intervals]] = defaultdict(lambda: ((), ()))
        self._loose: Intervals = ()
        for eip in vpcs.resources.of("aws_eip"):
            self._given(eip, eip, ("instance", "network_interface"))
        for one in vpcs.resources.of("aws_eip_association"):
            named = vpcs.typed(one.get("allocation_id", None, "not written"), "aws_eip")
            self._given(named or one, one, ("instance_id", "network_interface_id"))
        self._attached: dict[str, list[str]] = defaultdict(list)
        self._all_attached = True
        for one in vpcs.resources.of("aws_network_interface_sg_attachment"):
            target = vpcs.named(one.get("network_interface_id"))
            group = vpcs.named(one.get("security_group_id"))
            if target is None or group is None or not sure(one):
                self._all_attached = False
            else:
                self._attached[target.removesuffix(_PRIMARY)].append(group)

    def has_none(self, resource: Resource) -> bool:
        """Tell an instance whose interfaces are resources of their own."""
        if resource.type not in _TYPES:
            return False
        found = (resource.blocks(path) for path in _INTERFACES)
        return any(isinstance(blocks, Known) and blocks.value for blocks in found)

    def groups(self, resource: Resource) -> tuple[list[str], bool]:
        """Return the groups that a launch template gives, and whether these are all."""
        template = self._template(resource)
        if isinstance(template, Unknown):
            return [], False
        names: list[str] = []
        whole = True
        paths = ("vpc_security_group_ids", "security_groups", "network_interfaces.security_groups")
        for path in paths:
            above, _, last = path.rpartition(".")
            holders = template.value.blocks(above) if above else Known((template.value,), _AT)
            if isinstance(holders, Unknown):
                return [], False
            for holder in holders.value:
                found, all_ = self._vpcs.names.each(holder.items(last))
                names, whole = [*names, *found], whole and all_
        return names, whole

    def subnets(self, resource: Resource) -> tuple[list[str], bool]:
        """Return the subnets that a launch template gives, and whether these are all."""
        template = self._template(resource)
        if isinstance(template, Unknown):
            return [], resource.type not in _TYPES
        blocks = template.value.blocks("network_interfaces")
        if isinstance(blocks, Unknown):
            return [], False
        found = [block.get("subnet_id", None, "not written") for block in blocks.value]
        names = [self._vpcs.named(value) for value in found]
        return [name for name in names if name], not any(isinstance(v, Unknown) for v in found)

    def public(self, resource: Resource, path: str) -> Value[Any]:
        """Return what says whether a resource has a public address, None where nothing does."""
        said = resource.get(path, None, "not written")
        if resource.type not in _TYPES or isinstance(said, Unknown) or said.value is not None:
            return said
        template = self._template(resource)
        if isinstance(template, Unknown):
            return template
        inner = ("network_interfaces.associate_public_ip_address", "associate_public_ip_address")
        for each in inner:
            said = template.value.get(each, None, "not written: the subnet decides")
            if isinstance(said, Unknown) or said.value not in (None, ""):
                return said
        return Known(None, resource.source(path))

    def elastic(self, address: str) -> tuple[Intervals, Intervals]:
        """Return the elastic addresses that a resource has, and those that it may have."""
        surely, maybe = self._elastic[address]
        return surely, union(maybe, self._loose)

    def attached(self, address: str) -> tuple[list[str], bool]:
        """Return the groups that are given to an interface by resources of their own."""
        return self._attached[address], self._all_attached

    def _template(self, resource: Resource) -> Value[Resource]:
        """Return the launch template or configuration of a machine: an empty one where none is."""
        if resource.type not in _TYPES:
            return Known(_NONE, resource.source())
        named: list[Value[Any]] = []
        for above, last in _TEMPLATES:
            blocks = resource.blocks(above)
            if isinstance(blocks, Unknown):
                return Unknown(blocks.reason, blocks.source)
            named += [block.get(last, None, "not written") for block in blocks.value]
        if resource.type == "aws_autoscaling_group":
            named.append(resource.get("launch_configuration", None, "not written"))
        written = [v for v in named if isinstance(v, Unknown) or v.value]
        if not written:
            return Known(_NONE, resource.source())
        for value in written:
            for type_ in ("aws_launch_template", "aws_launch_configuration"):
                if (found := self._vpcs.typed(value, type_)) is not None and sure(found):
                    return Known(found, resource.source())
        return Unknown("its launch template is not in this input", resource.source())

    def _given(self, eip: Resource, holder: Resource, paths: tuple[str, ...]) -> None:
        address, _ = cidrs(eip, "public_ip")
        address = address or GLOBAL_V4  # which one is known only after apply
        values = [holder.get(path, None, "not written") for path in paths]
        written = [value for value in values if isinstance(value, Unknown) or value.value]
        targets = [self._vpcs.named(value) for value in written]
        for target in targets:
            if target is None:
                self._loose = union(self._loose, address)
                continue
            surely, maybe = self._elastic[target]
            if sure(holder) and sure(eip):
                surely = union(surely, address)
            else:
                maybe = union(maybe, address)
            self._elastic[target] = (surely, maybe)


_AT: Final = _NONE.source()
