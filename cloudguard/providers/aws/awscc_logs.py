"""Logs of the AWS Cloud Control provider: CloudTrail, AWS Config, load balancers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.logs import AuditTrail, LogDelivery, LogSource, ServiceLog
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.aws.logs import delivered, destinations_of, scope_of
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.table import common_fields, log_assets
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, inherent

_TRAIL: Final = "AWS CloudFormation Template Reference, AWS::CloudTrail::Trail"
_NOT_WRITTEN: Final = "not written"
_RECORDER: Final = "awscc_config_configuration_recorder"
_CHANNEL: Final = "awscc_config_delivery_channel"
_STARTED: Final = "whether it is started is not written: the service and another resource decide"
_BALANCER: Final = "awscc_elasticloadbalancingv2_load_balancer"
_NO_ACCESS_LOG: Final = (
    "AWS CloudFormation Template Reference, AWS::ElasticLoadBalancingV2::LoadBalancer "
    "LoadBalancerAttribute: access_logs.s3.enabled is false by default"
)
_NO_DIGESTS: Final = "this log has no digests to validate it by"


def _trails(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for trail in resources.of("awscc_cloudtrail_trail"):
        common = common_fields(trail, aws)
        shared = {**common, "names": ()}
        digests = f"{_TRAIL}: EnableLogFileValidation is false by default"
        validated = fact(trail, "enable_log_file_validation", False, digests)
        stores = destinations_of(trail, aws, "s3_bucket_name", "cloudwatch_logs_log_group_arn")
        one = f"{_TRAIL}: IsMultiRegionTrail is false by default"
        yield Configuration(**common)
        yield AuditTrail(
            **shared,
            enabled=fact(trail, "is_logging"),
            delivered=delivered(stores, trail),
            every_region=fact(trail, "is_multi_region_trail", False, one),
            validated=validated,
        )
        # Also of a trail that is switched off: what it has recorded is kept by its destinations.
        if stores:
            yield LogDelivery(**shared, destinations=stores, validated=validated)


def _config(resources: Resources, aws: Aws) -> Iterator[Asset]:
    # AWS Config has one recorder and one channel in each account and region.
    channels = {scope_of(channel, aws): channel for channel in resources.of(_CHANNEL)}
    for recorder in resources.of(_RECORDER):
        common = common_fields(recorder, aws)
        yield Configuration(**common)
        channel = channels.get(scope_of(recorder, aws))
        stores = destinations_of(channel, aws, "s3_bucket_name") if channel else ()
        started = recorder.get("started_on_create", None, _STARTED)
        enabled: Value[bool] = (
            Unknown(_STARTED, started.source)
            if isinstance(started, Known) and started.value is None
            else fact(recorder, "started_on_create")
        )
        shared = {**common, "names": ()}
        yield LogSource(**shared, enabled=enabled, delivered=delivered(stores, recorder))
        if stores and not (isinstance(enabled, Known) and enabled.value is False):
            validated = inherent(False, recorder.source(), _NO_DIGESTS)
            yield LogDelivery(**shared, destinations=stores, validated=validated)
    for channel in resources.of(_CHANNEL):
        yield Configuration(**common_fields(channel, aws))


def _balancers(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for balancer in resources.of(_BALANCER):
        common = common_fields(balancer, aws)
        yield Configuration(**common)
        kind = fact(balancer, "type", "application", _NO_ACCESS_LOG)
        if isinstance(kind, Known) and kind.value == "gateway":
            continue  # User Guide for Gateway Load Balancers: they keep no access logs
        written = _attributes(balancer)
        if isinstance(written, Unknown):
            unread = Unknown(written.reason, written.source)
            yield from log_assets(unread, [unread], common, kind=ServiceLog)
            continue
        settings = written.value
        off = inherent("false", balancer.source("load_balancer_attributes"), _NO_ACCESS_LOG)
        switch = settings.get("access_logs.s3.enabled", off)
        enabled: Value[bool] = switch.map(lambda found: str(found).lower() == "true")
        bucket = settings.get("access_logs.s3.bucket")
        stores = [aws.store_named(bucket)] if bucket else []
        yield from log_assets(enabled, stores, common, kind=ServiceLog)


def _attributes(balancer: Resource) -> Value[dict[str, Value[Any]]]:
    """Return the attributes of a load balancer, which is a list of keys and values."""
    path = "load_balancer_attributes"
    blocks = balancer.blocks(path)
    if isinstance(blocks, Unknown):
        return Unknown(blocks.reason, blocks.source)
    found: dict[str, Value[Any]] = {}
    for block in blocks.value:
        key = fact(block, "key")
        if isinstance(key, Unknown):
            return Unknown(key.reason, key.source)
        found[str(key.value)] = block.get("value")
    return Known(found, balancer.source(path))


ADAPTERS: Final[tuple[Adapter[Aws], ...]] = (
    Adapter(("awscc_cloudtrail_trail",), (), _trails),
    Adapter((_RECORDER, _CHANNEL), (), _config),
    Adapter((_BALANCER,), (), _balancers),
)
