"""What decides where things are put: provider blocks, service control policies, Control Tower."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from cloudguard.assets import Asset, Configuration, Place
from cloudguard.assets.location import RegionGuardrail
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.aws.documents import document
from cloudguard.providers.aws.endpoints import s3_endpoint
from cloudguard.providers.aws.guardrails import (
    commercial,
    everybody,
    mentions_regions,
    opens,
    reachable,
)
from cloudguard.providers.aws.places import place_named
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.cells import compiled
from cloudguard.providers.regions import blocks_in_use, default_of
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Source, Unknown, Value

# AWS General Reference, "AWS Organizations endpoints and quotas": one endpoint for the partition.
_ORGANIZATIONS: Final = compiled(
    {
        "always": {"global": "organizations"},
        "because": "AWS Organizations User Guide: a global service, its endpoint is in us-east-1",
    }
)
_SCP: Final = "SERVICE_CONTROL_POLICY"
_DEFAULT_TYPE: Final = "terraform-provider-aws 5.100.0 docs, aws_organizations_policy: the default"
# AWS Control Tower Controls Reference: the Region deny control of the landing zone, and the
# configurable one of an organisational unit, which alone takes the parameter AllowedRegions.
_LANDING_ZONE_DENY: Final = "AWS-GR_REGION_DENY"
_UNIT_DENY: Final = "CT.MULTISERVICE.PV.1"


def provider_defaults(aws: Aws) -> Iterator[Asset]:
    """Yield the region of each aws and awscc provider block that stands in the root or is used."""
    for key in blocks_in_use(("aws", "awscc"), aws.resources, aws.configuration):
        endpoint = s3_endpoint(aws, key)
        if endpoint is not None:
            yield default_of(key, endpoint.provider, endpoint.place)
        else:
            yield default_of(key, aws.name, aws.configuration.region(key).map(place_named))


def _policies(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for policy in resources.of("aws_organizations_policy"):
        common = common_fields(policy, aws, _ORGANIZATIONS)
        yield Configuration(**common)
        kind = fact(policy, "type", _SCP, _DEFAULT_TYPE)
        if isinstance(kind, Known) and kind.value != _SCP:
            continue
        yield from guardrails_of(policy, common, aws)


def guardrails_of(policy: Resource, common: Mapping[str, Any], aws: Aws) -> Iterator[Asset]:
    """Yield what a service control policy closes, where it speaks of regions or cannot be read."""
    content = document(policy, "content", aws)
    shared = {**common, "names": ()}
    if isinstance(content, Unknown):
        reason = f"whether it restricts regions cannot be seen: {content.reason}"
        yield RegionGuardrail(**shared, reachable=Unknown(reason, content.source))
    elif mentions_regions(content.value):
        yield RegionGuardrail(**shared, reachable=reachable(content.value, content.source))


def _attachments(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for attachment in resources.of("aws_organizations_policy_attachment"):
        yield Configuration(**common_fields(attachment, aws, _ORGANIZATIONS))


def _controls(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for control in resources.of("aws_controltower_control"):
        common = common_fields(control, aws)
        yield Configuration(**common)
        left = _left_by(control, aws)
        if left is not None:
            yield RegionGuardrail(**{**common, "names": ()}, reachable=left)


def _left_by(control: Resource, aws: Aws) -> Value[frozenset[Place]] | None:
    """Return the regions that a control of Control Tower leaves usable, None for another one."""
    identifier = fact(control, "control_identifier")
    name = str(identifier.value) if isinstance(identifier, Known) else ""
    if _LANDING_ZONE_DENY in name:
        return _governed(control, aws)
    parameters = control.blocks("parameters")
    if isinstance(parameters, Unknown):
        return Unknown(parameters.reason, parameters.source) if _UNIT_DENY in name else None
    given = {
        key.value: fact(block, "value")
        for block in parameters.value
        if isinstance(key := block.get("key"), Known) and isinstance(key.value, str)
    }
    if "AllowedRegions" not in given:
        missing = "the control is given no AllowedRegions"
        return Unknown(missing, control.source("parameters")) if _UNIT_DENY in name else None
    allowed = _texts(given["AllowedRegions"])
    actions = _texts(given.get("ExemptedActions"))
    principals = _texts(given.get("ExemptedPrincipalArns"))
    for value in (allowed, actions, principals):
        if isinstance(value, Unknown):
            return value
    return _restricted(allowed, actions, principals)


def _restricted(*lists: Value[list[str]]) -> Value[frozenset[Place]]:
    allowed, actions, principals = (v.value if isinstance(v, Known) else [] for v in lists)
    gap = opens(actions) or everybody(principals)
    names = commercial() if gap else commercial() & set(allowed)
    note = f"exempt from it: {', '.join((*actions, *principals))}" if actions or principals else ""
    source = lists[0].source
    noted = Source(source.address, source.path, source.file, source.line, note=note)
    return Known(frozenset(map(place_named, names)), noted)


def _texts(value: Value[Any] | None) -> Value[list[str]]:
    """Return a parameter that is a list, or a list as JSON."""
    if value is None:
        return Known([], Source(""))
    if isinstance(value, Unknown):
        return Unknown(value.reason, value.source)
    found = value.value
    if isinstance(found, Reference):
        return Unknown(f"{found} is known only after apply", value.source)
    try:
        parsed = json.loads(found) if isinstance(found, str) else found
    except ValueError:
        parsed = [found]
    return Known([str(item) for item in parsed or []], value.source)


def _governed(control: Resource, aws: Aws) -> Value[frozenset[Place]]:
    """Return the regions that the landing zone governs: its Region deny leaves these."""
    zones = aws.resources.of("aws_controltower_landing_zone")
    reason = "the regions that the landing zone governs decide, and they are not in this input"
    if len(zones) != 1:
        return Unknown(reason, control.source("control_identifier"))
    manifest = document(zones[0], "manifest_json", aws)
    if isinstance(manifest, Unknown):
        return Unknown(manifest.reason, manifest.source)
    names = manifest.value.get("governedRegions")
    if not isinstance(names, list):
        return Unknown(reason, manifest.source)
    return Known(frozenset(place_named(str(name)) for name in names), manifest.source)


ADAPTERS: Final[tuple[Adapter[Aws], ...]] = (
    Adapter(("aws_organizations_policy",), (), _policies),
    Adapter(("aws_organizations_policy_attachment",), (), _attachments),
    Adapter(("aws_controltower_control",), (), _controls),
)
