"""What is judged of a live account beside what stands alone, and what was not read of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.assets.grants import Grant
from cloudguard.providers.aws.grants import ways
from cloudguard.providers.aws.provider import Aws
from cloudguard.providers.grants import granted
from cloudguard.values import Known, Reference

BUCKET: Final = ("id", "bucket")
# What lets others in, or data out, and what each is of: by which attribute, and how that is named.
OPENERS: Final = {
    "aws_backup_vault_policy": ("aws_backup_vault", "backup_vault_name", ("id", "name")),
    "aws_ecr_repository_policy": ("aws_ecr_repository", "repository", ("id", "name")),
    "aws_efs_file_system_policy": ("aws_efs_file_system", "file_system_id", ("id",)),
    "aws_kinesis_resource_policy": ("aws_kinesis_stream", "resource_arn", ("id", "arn")),
    "aws_s3_bucket_acl": ("aws_s3_bucket", "bucket", BUCKET),
    "aws_s3_bucket_policy": ("aws_s3_bucket", "bucket", BUCKET),
    "aws_s3_bucket_replication_configuration": ("aws_s3_bucket", "bucket", BUCKET),
    "aws_secretsmanager_secret_policy": ("aws_secretsmanager_secret", "secret_arn", ("id", "arn")),
}
# Whatever reads these asks `Resources.unread` of what it joins, or joins by `about`, which does.
TYPES: Final = frozenset(
    {
        *OPENERS,
        *(of for of, _, _ in OPENERS.values()),
        "aws_ami",
        "aws_backup_plan",
        "aws_backup_selection",
        "aws_backup_vault_lock_configuration",
        "aws_cloudtrail",
        "aws_db_cluster_snapshot",
        "aws_db_snapshot",
        "aws_ebs_default_kms_key",
        "aws_ebs_encryption_by_default",
        "aws_ebs_snapshot",
        "aws_ebs_volume",
        "aws_efs_backup_policy",
        "aws_efs_replication_configuration",
        "aws_flow_log",
        "aws_kms_alias",
        "aws_kms_key",
        "aws_opensearch_domain",
        "aws_redshift_logging",
        "aws_s3_account_public_access_block",
        "aws_s3_bucket_lifecycle_configuration",
        "aws_s3_bucket_logging",
        "aws_s3_bucket_object_lock_configuration",
        "aws_s3_bucket_ownership_controls",
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_server_side_encryption_configuration",
        "aws_s3_bucket_versioning",
        "aws_snapshot_create_volume_permission",
        "aws_sns_topic",
        "aws_sqs_queue",
        "aws_vpc",
    }
)


def grants(aws: Aws) -> Iterator[Grant]:
    """Yield that others may be let in where what lets them was not read."""
    if not aws.resources.live:
        return
    for opener, (type_, via, names) in OPENERS.items():
        for resource in aws.resources.of(type_):
            unread = aws.resources.about(resource, opener, via, names).unread
            if unread is not None:
                of = Known(Reference(resource.address), resource.source())
                yield from granted(resource, ways()[opener][0], (unread,), aws, of)
