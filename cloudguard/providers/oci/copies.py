"""Copies that several OCI resources tell of together: what backup policies make of volumes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from cloudguard.assets import Asset
from cloudguard.assets.storage import Duplicate
from cloudguard.providers.copies import Copies
from cloudguard.providers.duplicates import made
from cloudguard.providers.oci.provider import Oci
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, inherent, settled

COPIES: Final = Copies(Path(__file__).parent)
# OCI documentation, "Policy-Based Backups": a scheduled backup is deleted when its retention ends;
# "Deleting a Volume": its backups stay.
_STAYS: Final = "OCI documentation, Overview of Block Volume Backups: backups outlive their volume"
_KEPT: Final = "the provider keeps it: no resource stands for it"
_POLICY: Final = "the backup policy decides, and it is not in this input"
_DAY: Final = 86400


def read(resources: Resources, oci: Oci) -> Iterator[Asset]:
    """Yield which data of an input is a copy of which."""
    yield from COPIES.read(resources, oci)
    yield from _backed_up(resources, oci)


def _backed_up(resources: Resources, oci: Oci) -> Iterator[Duplicate]:
    for assignment in resources.of("oci_core_volume_backup_policy_assignment"):
        of = assignment.get("asset_id")
        stays: Value[bool] = inherent(True, of.source, _STAYS)
        kept: Value[Any] = inherent(None, of.source, _KEPT)
        policy = oci.named(assignment.get("policy_id"))
        days = _longest(policy, assignment)
        yield made(assignment, oci, "backup", of, held_in=kept, days=days, stays=stays)
        if policy is None or policy.type != "oci_core_volume_backup_policy":
            continue
        region = policy.get("destination_region", None, "not written: no copy in another region")
        if isinstance(region, Unknown) or region.value:
            yield made(
                assignment, oci, "backup", of,
                held_in=kept, days=days, stays=stays, elsewhere=region,
            )  # fmt: skip


def _longest(policy: Resource | None, assignment: Resource) -> Value[int | None]:
    """Return for how many days the schedules of a policy keep backups: the longest."""
    schedules = policy.blocks("schedules") if policy is not None else None
    if policy is None or policy.mode == "data" or schedules is None:
        return Unknown(_POLICY, assignment.source("policy_id"))
    if isinstance(schedules, Unknown):
        return Unknown(schedules.reason, schedules.source)
    found = [settled(each.get("retention_seconds")) for each in schedules.value]
    known = [v for v in found if isinstance(v, Known) and isinstance(v.value, (int, float))]
    if not known or len(known) < len(found):
        return Unknown("not a number that is known", policy.source("schedules"))
    longest = max(known, key=lambda each: each.value)
    return Known(int(longest.value) // _DAY, longest.source)
