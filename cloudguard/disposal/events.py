"""Audit events and the assets that they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cloudguard.disposal.wanted import Wanted
from cloudguard.sources.audit import DELETED, AuditLog, Event

# CloudTrail's names of what ends each type.
_ENDED_BY: Final = {
    "aws_s3_bucket": ("DeleteBucket",),
    "aws_ebs_volume": ("DeleteVolume",),
    "aws_instance": ("TerminateInstances",),
    "aws_ebs_snapshot": ("DeleteSnapshot",),
    "aws_ami": ("DeregisterImage",),
    "aws_db_instance": ("DeleteDBInstance",),
    "aws_rds_cluster": ("DeleteDBCluster",),
    "aws_db_snapshot": ("DeleteDBSnapshot",),
    "aws_db_cluster_snapshot": ("DeleteDBClusterSnapshot",),
    "aws_rds_instance_backup": ("DeleteDBInstanceAutomatedBackup",),
    "aws_rds_cluster_backup": ("DeleteDBClusterAutomatedBackup",),
    "aws_dynamodb_table": ("DeleteTable",),
    "aws_dynamodb_backup": ("DeleteBackup",),
    "aws_efs_file_system": ("DeleteFileSystem",),
    "aws_backup_vault": ("DeleteBackupVault",),
    "aws_backup_recovery_point": ("DeleteRecoveryPoint",),
    "aws_cloudwatch_log_group": ("DeleteLogGroup",),
    "aws_sqs_queue": ("DeleteQueue",),
    "aws_sns_topic": ("DeleteTopic",),
    "aws_secretsmanager_secret": ("DeleteSecret",),
    "aws_ssm_parameter": ("DeleteParameter",),
    "aws_ecr_repository": ("DeleteRepository",),
    "aws_redshift_cluster": ("DeleteCluster",),
    "aws_redshift_cluster_snapshot": ("DeleteClusterSnapshot",),
    "aws_opensearch_domain": ("DeleteDomain", "DeleteElasticsearchDomain"),
    "aws_elasticache_cluster": ("DeleteCacheCluster",),
    "aws_elasticache_replication_group": ("DeleteReplicationGroup",),
    "aws_elasticache_backup": ("DeleteSnapshot",),
    "aws_kinesis_stream": ("DeleteStream",),
    "aws_fsx_file_system": ("DeleteFileSystem",),
    "aws_fsx_backup": ("DeleteBackup",),
    "aws_cloudtrail_event_data_store": ("DeleteEventDataStore",),
    "aws_iam_user": ("DeleteUser",),
    "aws_iam_access_key": ("DeleteAccessKey",),
    "aws_iam_role": ("DeleteRole",),
}
_WITHIN: Final = frozenset({"azure", "google"})  # versions of a key lie below it


@dataclass(frozen=True, slots=True)
class Logs:
    """The events of all audit logs, each with the number of its file."""

    events: tuple[tuple[Event, int], ...]
    by_subject: Mapping[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, logs: Sequence[tuple[AuditLog, int]]) -> Logs:
        """Take the events of these files, in the order of time."""
        found = [(event, source) for log, source in logs for event in log.events]
        ordered = tuple(sorted(found, key=lambda pair: (pair[0].time, pair[0].id)))
        by_subject: dict[str, list[int]] = {}
        for number, (event, _) in enumerate(ordered):
            for subject in event.subjects:
                by_subject.setdefault(subject, []).append(number)
        return cls(ordered, by_subject)

    def about(self, wanted: Wanted) -> list[tuple[Event, int]]:
        """Return the events that end or save an asset."""
        if wanted.provider in _WITHIN:
            return [pair for pair in self.events if _is_about(pair[0], wanted)]
        numbers = {n for name in wanted.names for n in self.by_subject.get(name, ())}
        pairs = (self.events[number] for number in sorted(numbers))
        return [pair for pair in pairs if _is_about(pair[0], wanted)]


def _is_about(event: Event, wanted: Wanted) -> bool:
    if event.provider != wanted.provider:
        return False
    if event.kind == DELETED and event.provider == "aws":
        if event.name not in _ENDED_BY.get(wanted.type, ()):
            return False
        _arn, _partition, service, *_ = [*wanted.id.split(":"), "", ""]
        if service and event.service != service:
            return False
        if wanted.region and event.region and event.region != wanted.region and service != "s3":
            return False
    if wanted.provider in _WITHIN:
        return any(_within(s, name) for s in event.subjects for name in wanted.names)
    return not wanted.names.isdisjoint(event.subjects)


def _within(subject: str, name: str) -> bool:
    return f"{subject.lower()}/".startswith(f"{name.lower().rstrip('/')}/")
