"""Services that keep a log of themselves when a log of the Logging service names them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.logs import ServiceLog
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.oci.logs import LOG, named_log, nothing_named
from cloudguard.providers.oci.provider import Oci
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Value, any_true

# OCI documentation, "Supported Services" of Logging: access and execution logs, flow logs.
_TYPES: Final = (
    "oci_apigateway_deployment",
    "oci_core_subnet",
    "oci_functions_application",
    "oci_load_balancer_load_balancer",
    "oci_network_firewall_network_firewall",
    "oci_waf_web_app_firewall",
)


def _services(resources: Resources, oci: Oci) -> Iterator[Asset]:
    for type_ in _TYPES:
        for resource in resources.of(type_):
            common = common_fields(resource, oci)
            yield Configuration(**common)
            recorded = _recorded(resource, resources)
            yield ServiceLog(**{**common, "names": ()}, enabled=recorded, delivered=recorded)


def _recorded(resource: Resource, resources: Resources) -> Value[bool]:
    found = resources.about(resource, LOG, "configuration.source.resource")
    recording = [named_log(log) for log in found.named]
    recording += [nothing_named(resource.source()) for _ in found.possible]
    return any_true(recording) if recording else nothing_named(resource.source())


ADAPTERS: Final[tuple[Adapter[Oci], ...]] = (Adapter(_TYPES, (), _services),)
