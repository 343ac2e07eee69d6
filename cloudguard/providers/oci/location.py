"""What decides where things are put: provider blocks."""

from __future__ import annotations

from collections.abc import Iterator

from cloudguard.assets import Asset
from cloudguard.providers.oci.provider import Oci
from cloudguard.providers.regions import blocks_in_use, default_of


def provider_defaults(oci: Oci) -> Iterator[Asset]:
    """Yield the region of each provider block that stands in the root or is used."""
    for key in blocks_in_use(("oci",), oci.resources, oci.configuration):
        yield default_of(key, oci.name, oci.region(key))
