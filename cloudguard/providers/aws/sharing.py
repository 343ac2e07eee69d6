"""Images and snapshots that are shared with everybody."""

from __future__ import annotations

from typing import Final

from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, any_true, inherent

_AMI: Final = "EC2 User Guide, Understand shared AMI usage: private unless shared"
_EBS: Final = (
    "Amazon EBS User Guide, Share an Amazon EBS snapshot: private unless shared; "
    "aws_snapshot_create_volume_permission shares with one account, never with all"
)
_EBS_LIVE: Final = "EC2 API Reference, DescribeSnapshots: it is not among those that are public"
_RDS: Final = "Amazon RDS User Guide, Sharing a DB snapshot: private unless shared"
_BLOCKED: Final = (
    "{address} refuses that an image is shared with all from now on, and leaves as it is what "
    "was shared before"
)
_BLOCKS: Final = "block-new-sharing"
# EC2 API Reference, ModifyImageAttribute; RDS API Reference, ModifyDBSnapshotAttribute.
_ALL: Final = "all"


def image_shared(image: Resource, resources: Resources, aws: Aws) -> Value[bool]:
    """Tell whether everybody may launch an image."""
    # The attribute is what AWS answered: before the image is made there is nothing to say.
    answered = image.get("public", False, _AMI)
    shown = answered if isinstance(answered, Known) and answered.value is True else None
    if resources.live:  # DescribeImages: Public
        return answered.map(bool) if shown is None else _blocked(image, resources, aws) or shown
    found = resources.about(image, "aws_ami_launch_permission", "image_id")
    to_all = [fact(p, "group", "", _AMI).map(lambda group: group == _ALL) for p in found.named]
    if not found.named and found.possible:
        to_all.append(fact(found.one(), "group"))
    private = inherent(False, image.source(), _AMI)
    public = any_true([private, *to_all]) if shown is None else shown
    if isinstance(public, Known) and not public.value:
        return public
    return _blocked(image, resources, aws) or public


def _blocked(image: Resource, resources: Resources, aws: Aws) -> Unknown | None:
    region = aws.region(image)
    for block in resources.of("aws_ec2_image_block_public_access"):
        elsewhere = block.provider_key != image.provider_key or (
            isinstance(region, Known)
            and isinstance(its := aws.region(block), Known)
            and its.value != region.value
        )
        state = fact(block, "state")
        if not elsewhere and not (isinstance(state, Known) and state.value != _BLOCKS):
            return Unknown(_BLOCKED.format(address=block.address), block.source("state"))
    return None


def snapshot_shared(snapshot: Resource, resources: Resources) -> Value[bool]:
    """Tell whether everybody may make disks of a snapshot."""
    if resources.live:
        found = resources.about(snapshot, "aws_snapshot_create_volume_permission", "snapshot_id")
        if not found.named and found.possible:
            return fact(found.one(), "account_id")
        to_all = [fact(p, "account_id").map(lambda who: who == _ALL) for p in found.named]
        return any_true([inherent(False, snapshot.source(), _EBS_LIVE), *to_all])
    return inherent(False, snapshot.source(), _EBS)


def shared_with_all(snapshot: Resource) -> Value[bool]:
    """Tell whether everybody may restore a database from a snapshot."""
    accounts = fact(snapshot, "shared_accounts", [], _RDS)
    if isinstance(accounts, Known) and isinstance(accounts.value, list):
        return accounts.map(lambda found: _ALL in found)
    return accounts.map(lambda found: found == _ALL)
