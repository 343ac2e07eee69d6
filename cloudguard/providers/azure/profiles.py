"""Log profiles of azurerm before 4.1: the older way to send the activity log elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.logs import AuditTrail, LogDelivery
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.azure.kept import NO_DIGESTS, is_set_or_unknown, limit, limited, nowhere
from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure
from cloudguard.providers.cells import is_set
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resources
from cloudguard.values import Known, Unknown, any_true, inherent

PROFILE: Final = "azurerm_monitor_log_profile"
_ALWAYS: Final = "Azure Monitor documentation, Activity log: it is always recorded"
_STREAMED: Final = "it is streamed to an event hub: whoever reads that keeps it"
_REGIONS: Final = "whether `locations` names every region in use is not known"


def _profiles(resources: Resources, azure: Azure) -> Iterator[Asset]:
    for profile in resources.of(PROFILE):
        common = common_fields(profile, azure)
        common["location"] = azure.global_place("resource-manager", profile, _ALWAYS)
        account = profile.get("storage_account_id", None, NOT_WRITTEN)
        stores = [azure.store_named(account)] if is_set_or_unknown(account) else []
        hub = profile.get("servicebus_rule_id", None, NOT_WRITTEN)
        if is_set_or_unknown(hub):
            stores.append(Unknown(_STREAMED, hub.source))
        days = limit(profile, "")
        kept: Asset = Configuration(**common)
        if days is not None:
            kept, stores = limited(profile, days, "storage_account_id", stores, azure, common)
        yield kept
        shared = {**common, "names": ()}
        validated = inherent(False, profile.source(), NO_DIGESTS)
        delivered = any_true([s.map(is_set) for s in stores]) if stores else nowhere(profile)
        yield AuditTrail(
            **shared,
            enabled=Known(True, profile.source()),
            delivered=delivered,
            every_region=Unknown(_REGIONS, profile.source("locations")),
            validated=validated,
        )
        if stores:
            yield LogDelivery(**shared, destinations=tuple(stores), validated=validated)


ADAPTERS: Final[tuple[Adapter[Azure], ...]] = (Adapter((PROFILE,), (), _profiles),)
