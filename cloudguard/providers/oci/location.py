"""What decides where things are put: provider blocks."""

from __future__ import annotations

from collections.abc import Iterator

from cloudguard.assets import Asset
from cloudguard.assets.location import ProviderDefault
from cloudguard.providers.oci.provider import Oci
from cloudguard.values import Known, Source, Unknown


def provider_defaults(oci: Oci) -> Iterator[Asset]:
    """Yield the region of each provider block that stands in the root or is used."""
    used = {r.provider_key for r in oci.resources.managed if r.type.startswith("oci_")}
    written = {
        key
        for key, block in oci.configuration.providers.items()
        if block.name == "oci" and (key in used or not block.module)
    }
    for key in sorted(written | used - {""}):
        source = Source(f"provider.{key}", "region")
        yield ProviderDefault(
            id=f"provider.{key}",
            provider=oci.name,
            type="provider",
            origin=source,
            location=oci.region(key),
            tags=Known({}, source),
            account=Unknown("the input does not name the account", source),
            names=(),
        )
