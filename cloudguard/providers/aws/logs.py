"""Logs that are made of several resources: CloudTrail, AWS Config, Redshift, CloudFront."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.logs import AuditTrail, LogDelivery, LogSource, ServiceLog
from cloudguard.assets.storage import LogStore
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.aws.compute import IN_EVERY_REGION
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.cells import compiled, is_set
from cloudguard.providers.table import common_fields, log_assets, unsaid
from cloudguard.sources.resource import Companions, Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, any_true, inherent

_TRAIL: Final = "terraform-provider-aws docs, aws_cloudtrail"
_NOT_WRITTEN: Final = "not written"
_STARTED: Final = (
    "terraform-provider-aws docs, aws_config_configuration_recorder: a new recorder is started by "
    "aws_config_configuration_recorder_status"
)
# AWS Config Developer Guide, "Data protection in AWS Config": encrypted by the service.
_CONFIG: Final = "AWS Config Developer Guide, Data Protection: encrypted at rest by the service"
# AWS Config Developer Guide, "Deleting AWS Config Data": 7 years unless a period is given.
_SEVEN_YEARS: Final = 2557
_CONFIG_DELETES: Final = "default, unconfirmed: AWS Config, Deleting AWS Config Data: it is gone"
_AUTHENTICATED: Final = "IAM User Guide, How IAM works: a principal must be authenticated"
_CONFIG_KEEPS: Final = "AWS Config Developer Guide, Deleting AWS Config Data: 7 years (2557 days)"


def _trails(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for trail in resources.of("aws_cloudtrail"):
        common = common_fields(trail, aws)
        shared = {**common, "names": ()}
        validated = fact(trail, "enable_log_file_validation", False, f"{_TRAIL}: off by default")
        enabled = fact(trail, "enable_logging", True, f"{_TRAIL}: on by default")
        stores = destinations_of(trail, aws, "s3_bucket_name", "cloud_watch_logs_group_arn")
        yield Configuration(**common)
        yield AuditTrail(
            **shared,
            enabled=enabled,
            delivered=delivered(stores, trail),
            every_region=fact(trail, "is_multi_region_trail", False, f"{_TRAIL}: one by default"),
            validated=validated,
        )
        # Also of a trail that is switched off: what it has recorded is kept by its destinations.
        if stores:
            yield LogDelivery(**shared, destinations=stores, validated=validated)


def destinations_of(
    resource: Resource, aws: Aws, *paths: str
) -> tuple[Value[str | Reference | None], ...]:
    """Return the stores that attributes name, those that are not known too."""
    found = [resource.get(path, None, _NOT_WRITTEN) for path in paths]
    return tuple(aws.store_named(v) for v in found if isinstance(v, Unknown) or v.value)


def delivered(stores: tuple[Value[Any], ...], resource: Resource) -> Value[bool]:
    """Tell whether anything arrives in a store."""
    if not stores:
        return Known(False, resource.source())
    return any_true([store.map(bool) for store in stores])


def _config(resources: Resources, aws: Aws) -> Iterator[Asset]:
    channels = {scope_of(channel, aws): channel for channel in resources.of(_CHANNEL)}
    periods = {scope_of(period, aws): period for period in resources.of(_PERIOD)}
    for recorder in resources.of(_RECORDER):
        common = common_fields(recorder, aws)
        yield Configuration(**common)
        channel = channels.get(scope_of(recorder, aws))
        stores = destinations_of(channel, aws, "s3_bucket_name") if channel else ()
        enabled = _recording(recorder, resources)
        shared = {**common, "names": ()}
        # Where AWS Config is told how long it keeps its own items, that store counts as well.
        period = periods.get(scope_of(recorder, aws))
        own = (Known(Reference(period.address), period.source()),) if period else ()
        yield LogSource(**shared, enabled=enabled, delivered=delivered(stores, recorder))
        if (stores or own) and not (isinstance(enabled, Known) and enabled.value is False):
            digests = inherent(
                False, recorder.source(), "this log has no digests to validate it by"
            )
            yield LogDelivery(**shared, destinations=(*stores, *own), validated=digests)
    for channel in resources.of(_CHANNEL):
        yield Configuration(**common_fields(channel, aws))
    for period in resources.of(_PERIOD):
        yield _items(period, aws)


_RECORDER: Final = "aws_config_configuration_recorder"
_STATUS: Final = "aws_config_configuration_recorder_status"
_CHANNEL: Final = "aws_config_delivery_channel"
_PERIOD: Final = "aws_config_retention_configuration"


def scope_of(resource: Resource, aws: Aws) -> tuple[str, str]:
    """Return what tells accounts and regions apart: AWS Config has one of each kind in each."""
    region = aws.region(resource)
    return resource.provider_key, str(region.value) if isinstance(region, Known) else ""


def _recording(recorder: Resource, resources: Resources) -> Value[bool]:
    found = resources.about(recorder, _STATUS, "name", ("id", "name"))
    if found.named or found.possible:
        return fact(found.one(), "is_enabled")
    if recorder.action == "create":
        return Known(False, recorder.source("", _STARTED))
    return Unknown(f"whether it is started is not in this input: {_STATUS}", recorder.source())


def _items(period: Resource, aws: Aws) -> LogStore:
    """Return the store that AWS Config keeps its configuration items in."""
    source = period.source()
    path = "retention_period_in_days"
    return LogStore(
        **common_fields(period, aws),
        encrypted=inherent(True, source, _CONFIG),
        algorithm=Unknown("no attribute says this", source),
        key=inherent(None, source, _CONFIG),
        retention_days=fact(period, path, _SEVEN_YEARS, _CONFIG_KEEPS),
        lock=inherent(None, source, "AWS Config: its items cannot be locked"),
        deletion_protected=inherent(False, source, "AWS Config: no setting protects its items"),
        recoverable_days=inherent(0, source, _CONFIG_DELETES),
        **unsaid(period, "purgeable"),
        public=inherent(False, source, _AUTHENTICATED),
    )


def _redshift(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for logging in resources.of("aws_redshift_logging"):
        common = common_fields(logging, aws)
        yield Configuration(**common)
        enabled: Value[bool] = Known(True, logging.source())
        yield from log_assets(enabled, _redshift_stores(logging, aws), common, kind=ServiceLog)


def _redshift_stores(logging: Resource, aws: Aws) -> list[Value[Any]]:
    """Return where a cluster's audit log goes: a bucket, or log groups named after the cluster.

    Amazon Redshift Management Guide, "Database audit logging": each kind of log has a group
    /aws/redshift/cluster/CLUSTER/KIND of its own, so all of them must be kept.
    """
    kind = fact(logging, "log_destination_type", "s3", "terraform-provider-aws docs: s3 by default")
    if isinstance(kind, Unknown):
        return [Unknown(kind.reason, kind.source)]
    if kind.value != "cloudwatch":
        return [aws.store_named(logging.get("bucket_name"))]
    cluster = logging.get("cluster_identifier")
    exports = fact(logging, "log_exports", [], _NOT_WRITTEN)
    if isinstance(cluster, Unknown) or isinstance(cluster.value, Reference):
        return [Unknown("log groups named after the cluster", cluster.source)]
    if isinstance(exports, Unknown):
        return [Unknown(exports.reason, exports.source)]
    names = [f"/aws/redshift/cluster/{cluster.value}/{export}" for export in exports.value]
    groups = tuple(Known(name, exports.source) for name in names)
    if len(groups) > 1:
        return [Unknown("a log group of each kind of log", exports.source, groups)]
    return list(groups)


def _distributions(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for distribution in resources.of("aws_cloudfront_distribution"):
        common = common_fields(distribution, aws, _EVERYWHERE)
        yield Configuration(**common)
        written = [distribution.get(path, None, _NOT_WRITTEN) for path in _INLINE]
        stores = [*written, *_delivered_from(distribution, resources)]
        enabled = any_true([store.map(is_set) for store in stores])
        named = [aws.store_named(store) for store in stores]
        yield from log_assets(enabled, named, common, kind=ServiceLog)


def _delivered_from(subject: Resource, resources: Resources) -> Iterator[Value[Any]]:
    """Yield where CloudWatch Logs delivers the log of a resource ("standard logging v2").

    CloudWatch Logs API Reference, CreateDelivery: a source and a destination make a delivery.
    """
    sources = resources.about(subject, "aws_cloudwatch_log_delivery_source", "resource_arn")
    for source in (*sources.named, *sources.possible):
        found = resources.about(
            source, "aws_cloudwatch_log_delivery", "delivery_source_name", ("name",)
        )
        for delivery in (*found.named, *found.possible):
            if source in sources.possible or delivery in found.possible:
                reason = f"{delivery.address} may deliver it: what it names is not known"
                yield Unknown(reason, delivery.source())
                continue
            arn = delivery.get("delivery_destination_arn")
            name = arn.value if isinstance(arn, Known) else None
            target = resources.by_address.get(name.address) if isinstance(name, Reference) else None
            yield target.get(_RESOURCE) if target is not None else arn


def _networks(resources: Resources, aws: Aws) -> Iterator[Asset]:
    """Read networks, whose flow log is another resource that may as well stand elsewhere."""
    for vpc in resources.of("aws_vpc"):
        common = {**common_fields(vpc, aws), **_given(vpc, resources, aws)}
        yield Configuration(**common)
        flow_logs = resources.about(vpc, "aws_flow_log", "vpc_id")
        recorded = _elsewhere(vpc, resources, flow_logs)
        if flow_logs:
            recorded = Known(True, flow_logs.one().source("vpc_id"))
        yield ServiceLog(**{**common, "names": ()}, enabled=recorded, delivered=recorded)


def _given(vpc: Resource, resources: Resources, aws: Aws) -> dict[str, Any]:
    """Return the place of a network that AWS gave: there is one in each region, used or not."""
    if not resources.live:
        return {}
    given = fact(vpc, "facts.default")
    if isinstance(given, Unknown):
        return {"location": Unknown(given.reason, given.source)}
    return {"location": aws.place(vpc, IN_EVERY_REGION)} if given.value else {}


def _elsewhere(vpc: Resource, resources: Resources, own: Companions) -> Value[bool]:
    """Tell whether a network without a flow log of its own may have one all the same.

    Amazon VPC User Guide, "Flow logs": one may be of a subnet or an interface alone.
    """
    unseen = Unknown("no flow log of this input names it", vpc.source())
    if not resources.live:
        return unseen
    if own.possible:
        return fact(own.one(), "vpc_id")
    for flow_log in resources.of("aws_flow_log"):
        parts: list[Value[Any]] = [flow_log.get(path) for path in ("vpc_id", "subnet_id", "eni_id")]
        if any(isinstance(part, Unknown) or part.value for part in parts[1:]) or isinstance(
            parts[0], Unknown
        ):
            return unseen
    return inherent(False, vpc.source(), "no flow log of the account is its own or a part's")


_RESOURCE: Final = "delivery_destination_configuration.destination_resource_arn"
_INLINE: Final = ("logging_config.bucket", "default_cache_behavior.realtime_log_config_arn")
_EVERYWHERE: Final = compiled(
    {
        "always": {"global": "cloudfront"},
        "because": "Amazon CloudFront is a service without a region, with edge locations in many "
        "countries: Amazon CloudFront Developer Guide, How CloudFront delivers content",
    }
)

ADAPTERS: Final[tuple[Adapter[Aws], ...]] = (
    Adapter(("aws_cloudtrail",), (), _trails),
    Adapter(("aws_vpc",), (), _networks),
    Adapter((_RECORDER, _CHANNEL, _PERIOD), (_STATUS,), _config),
    Adapter(("aws_redshift_logging",), (), _redshift),
    Adapter(("aws_cloudfront_distribution",), (), _distributions),
)
