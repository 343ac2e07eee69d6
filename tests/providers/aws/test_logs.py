"""Logs of several resources: what records, where it is kept."""

from __future__ import annotations

from typing import Any

import pytest

from cloudguard.assets.logs import AuditTrail, LogDelivery, LogSource, ServiceLog
from cloudguard.assets.storage import LogStore, Store
from cloudguard.values import Known, Source, Unknown
from tests.building import OSAKA, TOKYO, every, known, made, not_known, one, ref, understood, why

BUCKET = made("aws_s3_bucket", "logs")
GROUP = made("aws_cloudwatch_log_group", "trail", name="trail")


def trail(**attributes: Any) -> Any:
    return made("aws_cloudtrail", name="t", s3_bucket_name=ref(BUCKET), **attributes)


# terraform-provider-aws docs, aws_cloudtrail: logging is on, one region, without digests.
def test_what_a_trail_does_without_being_told() -> None:
    found = one(understood(trail(), BUCKET), AuditTrail)
    assert known(found.enabled) is True
    assert known(found.delivered) is True
    assert known(found.every_region) is False
    assert known(found.validated) is False


def test_what_a_trail_is_told() -> None:
    told = trail(enable_logging=False, is_multi_region_trail=True, enable_log_file_validation=True)
    found = one(understood(told, BUCKET), AuditTrail)
    assert known(found.enabled) is False
    assert known(found.every_region) is True
    assert known(found.validated) is True
    assert why(one(understood(trail(enable_logging=not_known())), AuditTrail).enabled)


def test_a_trail_has_one_delivery_with_all_destinations() -> None:
    both = trail(cloud_watch_logs_group_arn=ref(GROUP, "arn"))
    delivery = one(understood(both, BUCKET, GROUP), LogDelivery)
    assert [known(d) for d in delivery.destinations] == [ref(BUCKET), ref(GROUP, "arn")]


# aws_cloudtrail: the ARN of the log group ends with `:*`, that of the group does not.
def test_the_name_of_a_group_loses_its_star() -> None:
    arn = f"arn:aws:logs:{TOKYO}:123456789012:log-group:trail"
    delivery = one(understood(trail(cloud_watch_logs_group_arn=f"{arn}:*"), BUCKET), LogDelivery)
    assert known(delivery.destinations[1]) == arn


RECORDER = made("aws_config_configuration_recorder", name="r")
CHANNEL = made("aws_config_delivery_channel", s3_bucket_name=ref(BUCKET))


def status(enabled: Any) -> Any:
    name = ref(RECORDER, "name")
    return made("aws_config_configuration_recorder_status", name=name, is_enabled=enabled)


# AWS Config Developer Guide, "Managing the configuration recorder": it must be started.
@pytest.mark.parametrize("enabled", [True, False])
def test_a_recorder_records_when_it_is_started(enabled: bool) -> None:
    assert known(one(understood(RECORDER, status(enabled)), LogSource).enabled) is enabled


def test_a_new_recorder_that_nothing_starts_does_not_record() -> None:
    assert known(one(understood(RECORDER), LogSource).enabled) is False
    there = made("aws_config_configuration_recorder", name="r", action="no-op")
    assert why(one(understood(there), LogSource).enabled)


def test_the_channel_of_the_same_region_delivers() -> None:
    assets = understood(RECORDER, status(enabled=True), CHANNEL, BUCKET)
    assert known(one(assets, LogSource).delivered) is True
    assert known(one(assets, LogDelivery).destinations[0]) == ref(BUCKET)
    other = made("aws_config_delivery_channel", s3_bucket_name="b", provider="aws.osaka")
    regions = {"aws": TOKYO, "aws.osaka": OSAKA}
    apart = understood(RECORDER, status(enabled=True), other, regions=regions)
    assert known(one(apart, LogSource).delivered) is False


# "Deleting AWS Config Data": AWS Config has a data store and a retention of its own.
def test_the_own_store_of_config_is_a_destination_where_its_period_is_written() -> None:
    period = made("aws_config_retention_configuration", retention_period_in_days=400)
    assets = understood(RECORDER, status(enabled=True), CHANNEL, period)
    assert known(one(assets, LogStore).retention_days) == 400
    references = [known(d).address for d in one(assets, LogDelivery).destinations]
    assert references == [BUCKET.address, period.address]


# Amazon Redshift Management Guide, "Database audit logging".
def test_redshift_delivers_to_a_bucket_or_to_named_groups() -> None:
    to_s3 = made("aws_redshift_logging", cluster_identifier="c", bucket_name=ref(BUCKET))
    assets = understood(to_s3)
    assert known(one(assets, ServiceLog).delivered) is True
    assert known(one(assets, LogDelivery).destinations[0]) == ref(BUCKET)
    to_groups = made("aws_redshift_logging", cluster_identifier="c", log_exports=["userlog"],
                     log_destination_type="cloudwatch")  # fmt: skip
    (delivery,) = every(understood(to_groups), LogDelivery)
    assert known(delivery.destinations[0]) == "/aws/redshift/cluster/c/userlog"


def test_every_group_of_redshift_must_keep_its_log() -> None:
    logging = made(
        "aws_redshift_logging",
        cluster_identifier="c",
        log_destination_type="cloudwatch",
        log_exports=["userlog", "connectionlog"],
    )
    (destination,) = one(understood(logging), LogDelivery).destinations
    assert isinstance(destination, Unknown)
    assert {k.value for k in destination.among} == {
        "/aws/redshift/cluster/c/userlog",
        "/aws/redshift/cluster/c/connectionlog",
    }


def firewall(destination: Any) -> Any:
    return made("aws_waf_web_acl", logging_configuration=[{"log_destination": destination}])


def stream(**attributes: Any) -> Any:
    return made("aws_kinesis_firehose_delivery_stream", name="aws-waf-logs", **attributes)


# Amazon Data Firehose Developer Guide, "What is Amazon Data Firehose": it delivers, and keeps
# nothing once it has.
def test_what_goes_to_a_delivery_stream_is_kept_by_its_bucket() -> None:
    to_bucket = stream(extended_s3_configuration=[{"bucket_arn": ref(BUCKET, "arn")}])
    logging = firewall(ref(to_bucket, "arn"))
    (destination,) = one(understood(logging, to_bucket, BUCKET), LogDelivery).destinations
    assert known(destination) == ref(BUCKET, "arn")
    elsewhere = stream(extended_s3_configuration=[{"bucket_arn": "arn:aws:s3:::audit"}])
    logging = firewall(ref(elsewhere, "arn"))
    (destination,) = one(understood(logging, elsewhere), LogDelivery).destinations
    assert known(destination) == "audit"


def test_a_delivery_stream_that_goes_elsewhere_says_nothing_of_what_is_kept() -> None:
    splunk = stream(splunk_configuration=[{"hec_endpoint": "https://example.org"}])
    logging = firewall(ref(splunk, "arn"))
    (destination,) = one(understood(logging, splunk), LogDelivery).destinations
    assert known(destination) == ref(splunk, "arn")
    kept = one(understood(splunk), Store)
    assert "delivers to decides" in why(kept.lock)
    assert why(kept.retention_days)


# terraform-provider-aws docs, aws_s3_bucket_policy: `id` is the name of the bucket; modules give
# `try(aws_s3_bucket_policy.this[0].id, aws_s3_bucket.this[0].id)` as the name of theirs.
def test_the_id_of_a_buckets_setting_is_the_bucket() -> None:
    policy = made("aws_s3_bucket_policy", bucket=ref(BUCKET), policy="{}")
    found = one(understood(made("aws_cloudtrail", s3_bucket_name=ref(policy)), policy, BUCKET),
                LogDelivery)  # fmt: skip
    assert known(found.destinations[0]) == ref(BUCKET)
    either = Unknown("one of several references", Source(""),
                     (Known(ref(policy), Source("")), Known(ref(BUCKET), Source(""))))  # fmt: skip
    found = one(understood(made("aws_cloudtrail", s3_bucket_name=either), policy, BUCKET),
                LogDelivery)  # fmt: skip
    assert known(found.destinations[0]) == ref(BUCKET)


DISTRIBUTION = made("aws_cloudfront_distribution", enabled=True)
SOURCE = made(
    "aws_cloudwatch_log_delivery_source",
    name="cdn",
    log_type="ACCESS_LOGS",
    resource_arn=ref(DISTRIBUTION, "arn"),
)
DESTINATION = made(
    "aws_cloudwatch_log_delivery_destination",
    delivery_destination_configuration=[{"destination_resource_arn": ref(GROUP, "arn")}],
)


def delivery(source: Any = "cdn") -> Any:
    arn = ref(DESTINATION, "arn")
    return made("aws_cloudwatch_log_delivery", delivery_source_name=source,
                delivery_destination_arn=arn)  # fmt: skip


# Amazon CloudFront Developer Guide, "Configure standard logging (legacy)" and "(v2)".
def test_a_distribution_logs_to_its_bucket_or_by_a_delivery() -> None:
    assert known(one(understood(DISTRIBUTION), ServiceLog).enabled) is False
    legacy = made(DISTRIBUTION.type, logging_config=[{"bucket": "logs.s3.amazonaws.com"}])
    assert known(one(understood(legacy), ServiceLog).enabled) is True
    assert known(one(understood(legacy), LogDelivery).destinations[0]) == "logs"
    chain = understood(DISTRIBUTION, SOURCE, delivery(), DESTINATION)
    assert known(one(chain, ServiceLog).enabled) is True
    assert known(one(chain, ServiceLog).delivered) is True
    found = one(chain, LogDelivery, DISTRIBUTION.address)
    assert [known(d) for d in found.destinations] == [ref(GROUP, "arn")]


def test_a_source_without_a_delivery_delivers_nothing() -> None:
    assert known(one(understood(DISTRIBUTION, SOURCE), ServiceLog).enabled) is False
    perhaps = understood(DISTRIBUTION, SOURCE, delivery(not_known()), DESTINATION)
    assert "may deliver it" in why(one(perhaps, ServiceLog).enabled)


def test_a_network_is_recorded_by_the_flow_log_that_names_it() -> None:
    vpc = made("aws_vpc", name="a", id="vpc-1")
    named = made("aws_flow_log", name="b", vpc_id="vpc-1", log_destination="arn:aws:s3:::logs")
    assert known(one(understood(vpc, named), ServiceLog).enabled) is True
    other = made("aws_flow_log", name="b", vpc_id="vpc-2", log_destination="arn:aws:s3:::logs")
    assert why(one(understood(vpc, other), ServiceLog).enabled)
    assert why(one(understood(vpc), ServiceLog).enabled)
