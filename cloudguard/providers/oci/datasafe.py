"""Data Safe: how long the audit records of databases are kept there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from cloudguard.assets import Asset
from cloudguard.assets.storage import LogStore
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.oci.joined import joined
from cloudguard.providers.oci.provider import Oci
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, settled

_PROFILES: Final = ("oci_data_safe_audit_profile", "oci_data_safe_audit_profile_management")
# OCI SDK documentation, ChangeRetentionDetails: 1 to 12 months online, then 0 to 72 offline in the
# archive; what the profile of a database does not say, the settings of Data Safe as a whole do.
_PARTS: Final = ("online_months", "offline_months")
_GLOBAL: Final = "not written: the global settings of Data Safe decide, which no resource shows"
_NO_NUMBER: Final = "not a number that is known"


def _profiles(resources: Resources, oci: Oci) -> Iterator[Asset]:
    for type_ in _PROFILES:
        for profile in resources.of(type_):
            for asset in joined().assets(profile, oci):
                if isinstance(asset, LogStore):
                    yield replace(asset, retention_days=_retention(profile))
                else:
                    yield asset


def _retention(profile: Resource) -> Value[int | None]:
    """Return the days of both periods together: twelve months are a year."""
    months = 0
    for name in _PARTS:
        part = settled(profile.get(name, None, _GLOBAL))
        if isinstance(part, Unknown):
            return Unknown(part.reason, part.source)
        if part.value is None:
            return Unknown(_GLOBAL, part.source)
        if not isinstance(part.value, int):
            return Unknown(_NO_NUMBER, part.source)
        months += part.value
    return Known(months * 365 // 12, profile.source(_PARTS[0]))


ADAPTERS: Final[tuple[Adapter[Oci], ...]] = (Adapter(_PROFILES, (), _profiles),)
