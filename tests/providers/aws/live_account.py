"""Two live accounts as the API of AWS answers of them, without HTTP: one sound, one with faults."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import pytest

from cloudguard.check import Check
from cloudguard.checks import CHECKS
from cloudguard.estate import Estate, Surroundings
from cloudguard.findings import Membership
from cloudguard.judge import judge
from cloudguard.providers import alone, understand
from cloudguard.providers.aws import api, collect
from cloudguard.sources import inventory
from cloudguard.sources.snapshot import Snapshot
from tests.judging import AS_OF, OF_THE_WHOLE, Outcomes, only, worst

ACCOUNT: Final = "123456789012"
REGION: Final = "ap-northeast-1"
OSAKA: Final = "ap-northeast-3"
KEY: Final = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/11111111-1111-4111-8111-111111111111"
OF_AWS: Final = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/22222222-2222-4222-8222-222222222222"
ALIAS: Final = f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/app"
IN_OSAKA: Final = f"arn:aws:backup:{OSAKA}:{ACCOUNT}:backup-vault:o"
IN_VIRGINIA: Final = f"arn:aws:backup:us-east-1:{ACCOUNT}:backup-vault:o"
_UNLOCKED: Final = "ObjectLockConfigurationNotFoundError"
Answer: TypeAlias = "Mapping[str, Any] | Callable[[Mapping[str, Any]], Any]"
Answers: TypeAlias = Mapping[str, Answer]


class RefusedError(Exception):
    """What boto3 raises where the API answers with a code."""

    def __init__(self, code: str) -> None:
        """Answer with a code."""
        super().__init__(code)
        self.response = {"Error": {"Code": code, "Message": "canary-77c1"}}


def arn(service: str, rest: str) -> str:
    """Return an ARN of the account."""
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}"


def by(argument: str, answers: Mapping[str, Any], code: str = "") -> Answer:
    """Answer by one argument; of what is not there with a code, or with nothing."""

    def answer(arguments: Mapping[str, Any]) -> Any:
        if arguments[argument] not in answers and code:
            raise RefusedError(code)
        return answers.get(arguments[argument], {})

    return answer


def anyone(service: str, action: str, resource: str) -> str:
    """Return a policy that lets everyone in."""
    statement = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Id": service, "Statement": [statement]})


_CLOSED: Final = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)
_GROUPS: Final = (
    "/app",
    "/aws/rds/instance/db/postgresql",
    "/aws/rds/cluster/aurora/postgresql",
    "/batch",
)
_OWNER: Final = {"ID": "0owner", "DisplayName": "canary-77c1"}
_ACL: Final = {
    "Owner": _OWNER,
    "Grants": [{"Grantee": {"Type": "CanonicalUser", **_OWNER}, "Permission": "FULL_CONTROL"}],
}
_KMS: Final = {
    "ServerSideEncryptionConfiguration": {
        "Rules": [
            {
                "ApplyServerSideEncryptionByDefault": {
                    "SSEAlgorithm": "aws:kms",
                    "KMSMasterKeyID": ALIAS,
                },
                "BucketKeyEnabled": True,
            }
        ]
    }
}
_LOCKED: Final = {
    "ObjectLockConfiguration": {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 400}},
    }
}


def _keys() -> Answers:
    """Answer of one key of the customer's, and one of AWS."""
    owns = {KEY: "CUSTOMER", OF_AWS: "AWS"}
    told = {
        key.rpartition("/")[2]: {
            "KeyMetadata": {
                "KeyId": key.rpartition("/")[2],
                "Arn": key,
                "Enabled": True,
                "KeyManager": owner,
                "KeyState": "Enabled",
                "Origin": "AWS_KMS",
                "KeySpec": "SYMMETRIC_DEFAULT",
                "MultiRegion": False,
                "Description": "canary-77c1",
            }
        }
        for key, owner in owns.items()
    }
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    return {
        "sts.get_caller_identity": {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/c"},
        "kms.list_keys": {
            "Keys": [{"KeyId": k.rpartition("/")[2], "KeyArn": k} for k in (KEY, OF_AWS)]
        },
        "kms.describe_key": by("KeyId", told),
        "kms.get_key_rotation_status": {"KeyRotationEnabled": True, "RotationPeriodInDays": 365},
        "kms.get_key_policy": {"Policy": json.dumps({"Statement": [statement]})},
        "kms.list_aliases": {
            "Aliases": [
                {
                    "AliasName": "alias/app",
                    "AliasArn": ALIAS,
                    "TargetKeyId": KEY.rpartition("/")[2],
                },
                {
                    "AliasName": "alias/aws/rds",
                    "AliasArn": ALIAS.replace("alias/app", "alias/aws/rds"),
                    "TargetKeyId": OF_AWS.rpartition("/")[2],
                },
                {"AliasName": "alias/aws/ebs", "AliasArn": ALIAS.replace("app", "aws/ebs")},
            ]
        },
    }


def sound() -> Answers:
    """Answer of an account as it should be."""
    names = ("records", "records-osaka", "access-logs")
    return {
        **_keys(),
        "s3.list_buckets": {"Buckets": [{"Name": name} for name in names]},
        "s3.get_bucket_location": by(
            "Bucket",
            {n: {"LocationConstraint": OSAKA if n == "records-osaka" else REGION} for n in names},
        ),
        "s3.get_bucket_versioning": {"Status": "Enabled"},
        "s3.list_object_versions": {"Versions": [{"Key": "canary-77c1"}]},
        "s3.get_object_lock_configuration": _LOCKED,
        "s3.get_bucket_encryption": _KMS,
        "s3.get_public_access_block": {"PublicAccessBlockConfiguration": _CLOSED},
        "s3control.get_public_access_block": {"PublicAccessBlockConfiguration": _CLOSED},
        "s3.get_bucket_ownership_controls": {
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
        },
        "s3.get_bucket_acl": _ACL,
        "s3.get_bucket_lifecycle_configuration": by(
            "Bucket",
            {
                "access-logs": {
                    "Rules": [
                        {
                            "ID": "canary-77c1",
                            "Status": "Enabled",
                            "Filter": {"Prefix": "canary-77c1"},
                            "Expiration": {"Days": 400},
                        }
                    ]
                }
            },
            "NoSuchLifecycleConfiguration",
        ),
        "s3.get_bucket_replication": by(
            "Bucket",
            {
                "records": {
                    "ReplicationConfiguration": {
                        "Role": f"arn:aws:iam::{ACCOUNT}:role/r",
                        "Rules": [
                            {
                                "Status": "Enabled",
                                "Destination": {"Bucket": "arn:aws:s3:::records-osaka"},
                            }
                        ],
                    }
                }
            },
            "ReplicationConfigurationNotFoundError",
        ),
        "s3.get_bucket_logging": by(
            "Bucket", {"records": {"LoggingEnabled": {"TargetBucket": "access-logs"}}}
        ),
        "logs.describe_log_groups": {
            "logGroups": [
                {
                    "logGroupName": name,
                    "retentionInDays": 400,
                    "kmsKeyId": KEY,
                    "logGroupClass": "STANDARD",
                    "deletionProtectionEnabled": True,
                }
                for name in _GROUPS
            ]
        },
        "cloudtrail.describe_trails": {
            "trailList": [
                {
                    "Name": "t",
                    "TrailARN": arn("cloudtrail", "trail/t"),
                    "HomeRegion": REGION,
                    "S3BucketName": "access-logs",
                    "KmsKeyId": KEY,
                    "IsMultiRegionTrail": True,
                    "LogFileValidationEnabled": True,
                    "IsOrganizationTrail": False,
                    "IncludeGlobalServiceEvents": True,
                }
            ]
        },
        "cloudtrail.get_trail_status": {"IsLogging": True},
        "cloudtrail.get_event_selectors": {
            "EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True}]
        },
        "ec2.describe_vpcs": {
            "Vpcs": [
                {
                    "VpcId": "vpc-1",
                    "CidrBlock": "10.0.0.0/16",
                    "OwnerId": ACCOUNT,
                    "IsDefault": False,
                }
            ]
        },
        "ec2.describe_flow_logs": {
            "FlowLogs": [
                {
                    "FlowLogId": "fl-1",
                    "ResourceId": "vpc-1",
                    "FlowLogStatus": "ACTIVE",
                    "DeliverLogsStatus": "SUCCESS",
                    "TrafficType": "ALL",
                    "LogDestinationType": "s3",
                    "LogDestination": "arn:aws:s3:::access-logs/flows",
                }
            ]
        },
        "ec2.get_ebs_encryption_by_default": {"EbsEncryptionByDefault": True},
        "ec2.get_ebs_default_kms_key_id": {"KmsKeyId": KEY},
        "ec2.describe_volumes": {
            "Volumes": [
                {
                    "VolumeId": "vol-1",
                    "Encrypted": True,
                    "KmsKeyId": KEY,
                    "State": "in-use",
                    "AvailabilityZone": f"{REGION}a",
                    "SnapshotId": "",
                }
            ]
        },
        "ec2.describe_snapshots": by_public(
            {"SnapshotId": "snap-1", "VolumeId": "vol-1", "Encrypted": True, "KmsKeyId": KEY},
            public=False,
        ),
        "ec2.describe_images": {
            "Images": [
                {
                    "ImageId": "ami-1",
                    "Name": "base",
                    "OwnerId": ACCOUNT,
                    "Public": False,
                    "BlockDeviceMappings": [
                        {
                            "DeviceName": "/dev/xvda",
                            "Ebs": {"Encrypted": True, "KmsKeyId": KEY, "SnapshotId": "snap-1"},
                        }
                    ],
                }
            ]
        },
        "rds.describe_db_instances": {
            "DBInstances": [
                {
                    "DBInstanceIdentifier": "db",
                    "DbiResourceId": "db-X",
                    "Engine": "postgres",
                    "DBInstanceArn": arn("rds", "db:db"),
                    "StorageEncrypted": True,
                    "KmsKeyId": KEY,
                    "BackupRetentionPeriod": 7,
                    "DeletionProtection": True,
                    "EnabledCloudwatchLogsExports": ["postgresql"],
                }
            ]
        },
        "rds.describe_db_clusters": {
            "DBClusters": [
                {
                    "DBClusterIdentifier": "aurora",
                    "DBClusterArn": arn("rds", "cluster:aurora"),
                    "Engine": "aurora-postgresql",
                    "StorageEncrypted": True,
                    "KmsKeyId": KEY,
                    "BackupRetentionPeriod": 7,
                    "DeletionProtection": True,
                    "EnabledCloudwatchLogsExports": ["postgresql"],
                }
            ]
        },
        "rds.describe_db_snapshots": {
            "DBSnapshots": [
                {
                    "DBSnapshotIdentifier": "s",
                    "DBSnapshotArn": arn("rds", "snapshot:s"),
                    "DBInstanceIdentifier": "db",
                    "Encrypted": True,
                    "KmsKeyId": KEY,
                    "SnapshotType": "manual",
                }
            ]
        },
        "rds.describe_db_snapshot_attributes": {
            "DBSnapshotAttributesResult": {
                "DBSnapshotAttributes": [{"AttributeName": "restore", "AttributeValues": []}]
            }
        },
        "dynamodb.list_tables": {"TableNames": ["residents"]},
        "dynamodb.describe_table": {
            "Table": {
                "TableName": "residents",
                "TableStatus": "ACTIVE",
                "DeletionProtectionEnabled": True,
                "SSEDescription": {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": KEY},
            }
        },
        "dynamodb.describe_continuous_backups": {
            "ContinuousBackupsDescription": {
                "ContinuousBackupsStatus": "ENABLED",
                "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"},
            }
        },
        "efs.describe_file_systems": {
            "FileSystems": [
                {
                    "FileSystemId": "fs-1",
                    "Encrypted": True,
                    "KmsKeyId": KEY,
                    "FileSystemArn": arn("elasticfilesystem", "file-system/fs-1"),
                }
            ]
        },
        "efs.describe_backup_policy": {"BackupPolicy": {"Status": "ENABLED"}},
        "sqs.list_queues": {"QueueUrls": [f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/q"]},
        "sqs.get_queue_attributes": {
            "Attributes": {
                "KmsMasterKeyId": KEY,
                "SqsManagedSseEnabled": "false",
                "MessageRetentionPeriod": "345600",
            }
        },
        "sns.list_topics": {"Topics": [{"TopicArn": arn("sns", "t")}]},
        "sns.get_topic_attributes": {"Attributes": {"KmsMasterKeyId": "alias/app"}},
        "secretsmanager.list_secrets": {
            "SecretList": [{"ARN": arn("secretsmanager", "secret:s-AbCdEf"), "Name": "s"}]
        },
        "secretsmanager.describe_secret": {"KmsKeyId": KEY, "Description": "canary-77c1"},
        "secretsmanager.get_resource_policy": {
            "ARN": arn("secretsmanager", "secret:s-AbCdEf"),
            "Name": "s",
        },
        "backup.list_backup_vaults": {
            "BackupVaultList": [
                {
                    "BackupVaultName": "v",
                    "BackupVaultArn": arn("backup", "backup-vault:v"),
                    "EncryptionKeyArn": KEY,
                    "Locked": True,
                    "LockDate": "2026-01-01T00:00:00Z",
                    "MinRetentionDays": 400,
                    "MaxRetentionDays": 800,
                }
            ]
        },
        "backup.list_backup_plans": {
            "BackupPlansList": [
                {
                    "BackupPlanId": "p-1",
                    "BackupPlanArn": arn("backup", "backup-plan:p-1"),
                    "BackupPlanName": "daily",
                }
            ]
        },
        "backup.get_backup_plan": {
            "BackupPlan": {
                "BackupPlanName": "daily",
                "Rules": [
                    {
                        "RuleName": "r",
                        "TargetBackupVaultName": "v",
                        "Lifecycle": {"DeleteAfterDays": 400},
                        "CopyActions": [
                            {
                                "DestinationBackupVaultArn": IN_OSAKA,
                                "Lifecycle": {"DeleteAfterDays": 400},
                            }
                        ],
                    }
                ],
            }
        },
        "backup.list_backup_selections": {
            "BackupSelectionsList": [
                {"SelectionId": "sel", "SelectionName": "all", "BackupPlanId": "p-1"}
            ]
        },
        "backup.get_backup_selection": {
            "BackupSelection": {"SelectionName": "all", "Resources": [arn("rds", "db:db")]}
        },
        "ecr.describe_repositories": {
            "repositories": [
                {
                    "repositoryName": "app",
                    "repositoryArn": arn("ecr", "repository/app"),
                    "encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": KEY},
                }
            ]
        },
        "redshift.describe_clusters": {
            "Clusters": [{"ClusterIdentifier": "dwh", "Encrypted": True, "KmsKeyId": KEY}]
        },
        "redshift.describe_logging_status": {
            "LoggingEnabled": True,
            "BucketName": "access-logs",
            "LogDestinationType": "s3",
        },
        "opensearch.list_domain_names": {"DomainNames": [{"DomainName": "search"}]},
        "opensearch.describe_domain": {
            "DomainStatus": {
                "ARN": arn("es", "domain/search"),
                "DomainName": "search",
                "EncryptionAtRestOptions": {"Enabled": True, "KmsKeyId": KEY},
                "AccessPolicies": anyone("s", "es:*", "*"),
                "VPCOptions": {"VPCId": "vpc-1", "SubnetIds": ["subnet-1"]},
                "AdvancedSecurityOptions": {"Enabled": False},
                "LogPublishingOptions": {
                    "AUDIT_LOGS": {
                        "Enabled": True,
                        "CloudWatchLogsLogGroupArn": arn("logs", "log-group:/app"),
                    }
                },
            }
        },
        "elasticache.describe_replication_groups": {
            "ReplicationGroups": [
                {
                    "ReplicationGroupId": "cache",
                    "AtRestEncryptionEnabled": True,
                    "KmsKeyId": KEY,
                    "ARN": arn("elasticache", "replicationgroup:cache"),
                    "LogDeliveryConfigurations": [
                        {
                            "LogType": "slow-log",
                            "DestinationType": "cloudwatch-logs",
                            "DestinationDetails": {"CloudWatchLogsDetails": {"LogGroup": "/app"}},
                        }
                    ],
                }
            ]
        },
        "kinesis.list_streams": {
            "StreamSummaries": [{"StreamName": "k", "StreamARN": arn("kinesis", "stream/k")}]
        },
        "kinesis.describe_stream_summary": {
            "StreamDescriptionSummary": {
                "EncryptionType": "KMS",
                "KeyId": KEY,
                "RetentionPeriodHours": 24,
            }
        },
    }


def by_public(known: Mapping[str, Any], *, public: bool) -> Answer:
    """Answer of one snapshot of a disk; among those that all may use only where it is public."""
    snapshot_ = {**known, "OwnerId": ACCOUNT}

    def answer(arguments: Mapping[str, Any]) -> Any:
        hidden = "RestorableByUserIds" in arguments and not public
        return {"Snapshots": [] if hidden else [snapshot_]}

    return answer


def faulty() -> Answers:
    """Answer of an account in which everything is wrong, and nothing is missing."""
    names = ("open", "virginia")
    to_all = {"AttributeName": "restore", "AttributeValues": ["all"]}
    return {
        **sound(),
        "kms.get_key_rotation_status": {"KeyRotationEnabled": False},
        "s3.list_buckets": {"Buckets": [{"Name": name} for name in names]},
        "s3.get_bucket_location": by("Bucket", {"open": {"LocationConstraint": REGION}}),
        "s3.get_bucket_versioning": {},
        "s3.get_object_lock_configuration": by("Bucket", {}, _UNLOCKED),
        "s3.get_bucket_encryption": {
            "ServerSideEncryptionConfiguration": {
                "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
            }
        },
        "s3.get_public_access_block": by("Bucket", {}, "NoSuchPublicAccessBlockConfiguration"),
        "s3control.get_public_access_block": by(
            "AccountId", {}, "NoSuchPublicAccessBlockConfiguration"
        ),
        "s3.get_bucket_ownership_controls": by("Bucket", {}, "OwnershipControlsNotFoundError"),
        "s3.get_bucket_acl": by(
            "Bucket",
            {
                "open": _ACL,
                "virginia": {
                    **_ACL,
                    "Grants": [
                        {
                            "Grantee": {
                                "Type": "Group",
                                "URI": "http://acs.amazonaws.com/groups/global/AllUsers",
                            },
                            "Permission": "READ",
                        }
                    ],
                },
            },
        ),
        "s3.get_bucket_policy": by(
            "Bucket",
            {"open": {"Policy": anyone("s3", "s3:GetObject", "arn:aws:s3:::open/*")}},
            "NoSuchBucketPolicy",
        ),
        "s3.get_bucket_lifecycle_configuration": {
            "Rules": [{"Status": "Enabled", "Expiration": {"Days": 30}}]
        },
        "s3.get_bucket_replication": by(
            "Bucket",
            {
                "open": {
                    "ReplicationConfiguration": {
                        "Role": "r",
                        "Rules": [
                            {
                                "Status": "Enabled",
                                "Destination": {"Bucket": "arn:aws:s3:::virginia"},
                            }
                        ],
                    }
                }
            },
            "ReplicationConfigurationNotFoundError",
        ),
        "s3.get_bucket_logging": {},
        "logs.describe_log_groups": {
            "logGroups": [
                {
                    "logGroupName": "/short",
                    "retentionInDays": 30,
                    "logGroupClass": "STANDARD",
                    "deletionProtectionEnabled": False,
                }
            ]
        },
        "cloudtrail.describe_trails": {
            "trailList": [
                {
                    "Name": "t",
                    "TrailARN": arn("cloudtrail", "trail/t"),
                    "HomeRegion": REGION,
                    "S3BucketName": "open",
                    "IsMultiRegionTrail": False,
                    "LogFileValidationEnabled": False,
                }
            ]
        },
        "cloudtrail.get_trail_status": {"IsLogging": False},
        "ec2.describe_flow_logs": {"FlowLogs": []},
        "ec2.get_ebs_encryption_by_default": {"EbsEncryptionByDefault": False},
        "ec2.describe_volumes": {
            "Volumes": [
                {
                    "VolumeId": "vol-1",
                    "Encrypted": False,
                    "State": "in-use",
                    "SnapshotId": "",
                    "AvailabilityZone": f"{REGION}a",
                }
            ]
        },
        "ec2.describe_snapshots": by_public(
            {"SnapshotId": "snap-1", "VolumeId": "vol-1", "Encrypted": False}, public=True
        ),
        "ec2.describe_images": {
            "Images": [
                {
                    "ImageId": "ami-1",
                    "Name": "base",
                    "OwnerId": ACCOUNT,
                    "Public": True,
                    "BlockDeviceMappings": [
                        {"DeviceName": "/dev/xvda", "Ebs": {"Encrypted": False, "SnapshotId": "s"}}
                    ],
                }
            ]
        },
        "rds.describe_db_instances": {
            "DBInstances": [
                {
                    "DBInstanceIdentifier": "db",
                    "DbiResourceId": "db-X",
                    "Engine": "postgres",
                    "DBInstanceArn": arn("rds", "db:db"),
                    "StorageEncrypted": False,
                    "BackupRetentionPeriod": 7,
                    "DeletionProtection": False,
                }
            ]
        },
        "rds.describe_db_clusters": {
            "DBClusters": [
                {
                    "DBClusterIdentifier": "aurora",
                    "DBClusterArn": arn("rds", "cluster:aurora"),
                    "Engine": "aurora-postgresql",
                    "StorageEncrypted": True,
                    "KmsKeyId": OF_AWS,
                    "BackupRetentionPeriod": 7,
                    "DeletionProtection": False,
                }
            ]
        },
        "rds.describe_db_snapshots": {
            "DBSnapshots": [
                {
                    "DBSnapshotIdentifier": "s",
                    "DBSnapshotArn": arn("rds", "snapshot:s"),
                    "DBInstanceIdentifier": "db",
                    "Encrypted": False,
                    "SnapshotType": "manual",
                }
            ]
        },
        "rds.describe_db_snapshot_attributes": {
            "DBSnapshotAttributesResult": {"DBSnapshotAttributes": [to_all]}
        },
        "dynamodb.describe_table": {
            "Table": {
                "TableName": "residents",
                "TableStatus": "ACTIVE",
                "Replicas": [{"RegionName": "us-east-1"}],
            }
        },
        "efs.describe_file_systems": {
            "FileSystems": [
                {
                    "FileSystemId": "fs-1",
                    "Encrypted": False,
                    "FileSystemArn": arn("elasticfilesystem", "file-system/fs-1"),
                }
            ]
        },
        "efs.describe_file_system_policy": {
            "FileSystemId": "fs-1",
            "Policy": anyone("e", "elasticfilesystem:*", "*"),
        },
        "efs.describe_replication_configurations": {
            "Replications": [
                {
                    "SourceFileSystemId": "fs-1",
                    "SourceFileSystemRegion": REGION,
                    "SourceFileSystemArn": arn("elasticfilesystem", "file-system/fs-1"),
                    "Destinations": [
                        {"Status": "ENABLED", "FileSystemId": "fs-2", "Region": "us-west-2"}
                    ],
                }
            ]
        },
        "sqs.get_queue_attributes": {
            "Attributes": {
                "SqsManagedSseEnabled": "false",
                "MessageRetentionPeriod": "345600",
                "Policy": anyone("q", "sqs:*", "*"),
            }
        },
        "sns.get_topic_attributes": {"Attributes": {"Policy": anyone("t", "sns:*", "*")}},
        "secretsmanager.describe_secret": {"ReplicationStatus": [{"Region": "us-east-1"}]},
        "secretsmanager.get_resource_policy": {
            "ARN": arn("secretsmanager", "secret:s-AbCdEf"),
            "Name": "s",
            "ResourcePolicy": anyone("s", "secretsmanager:*", "*"),
        },
        "backup.list_backup_vaults": {
            "BackupVaultList": [
                {
                    "BackupVaultName": "v",
                    "BackupVaultArn": arn("backup", "backup-vault:v"),
                    "EncryptionKeyArn": OF_AWS,
                    "Locked": False,
                }
            ]
        },
        "backup.get_backup_vault_access_policy": {"Policy": anyone("v", "backup:*", "*")},
        "backup.get_backup_plan": {
            "BackupPlan": {
                "BackupPlanName": "daily",
                "Rules": [
                    {
                        "RuleName": "r",
                        "TargetBackupVaultName": "v",
                        "CopyActions": [{"DestinationBackupVaultArn": IN_VIRGINIA}],
                    }
                ],
            }
        },
        "ecr.describe_repositories": {
            "repositories": [
                {
                    "repositoryName": "app",
                    "repositoryArn": arn("ecr", "repository/app"),
                    "encryptionConfiguration": {"encryptionType": "AES256"},
                }
            ]
        },
        "ecr.get_repository_policy": {
            "repositoryName": "app",
            "policyText": anyone("r", "ecr:*", "*"),
        },
        "redshift.describe_clusters": {
            "Clusters": [
                {
                    "ClusterIdentifier": "dwh",
                    "Encrypted": False,
                    "ClusterSnapshotCopyStatus": {"DestinationRegion": "us-east-1"},
                }
            ]
        },
        "redshift.describe_logging_status": {"LoggingEnabled": False},
        "opensearch.describe_domain": {
            "DomainStatus": {
                "ARN": arn("es", "domain/search"),
                "DomainName": "search",
                "EncryptionAtRestOptions": {"Enabled": False},
                "AccessPolicies": anyone("s", "es:*", "*"),
                "AdvancedSecurityOptions": {"Enabled": False},
            }
        },
        "elasticache.describe_replication_groups": {
            "ReplicationGroups": [
                {
                    "ReplicationGroupId": "cache",
                    "AtRestEncryptionEnabled": False,
                    "ARN": arn("elasticache", "replicationgroup:cache"),
                }
            ]
        },
        "kinesis.describe_stream_summary": {
            "StreamDescriptionSummary": {"EncryptionType": "NONE", "RetentionPeriodHours": 24}
        },
        "kinesis.get_resource_policy": {"Policy": anyone("k", "kinesis:*", "*")},
    }


@dataclass
class _Service:
    """A client of one service that answers from a table."""

    name: str
    answers: Answers
    denied: Collection[str]

    def can_paginate(self, _operation: str) -> bool:
        return False

    def __getattr__(self, operation: str) -> Any:
        call = f"{self.name}.{operation}"

        def ask(**arguments: Any) -> Any:
            if call in self.denied:
                raise RefusedError("AccessDeniedException")
            if call not in self.answers:
                if call in _ABSENT:
                    raise RefusedError(_ABSENT[call])
                return {}
            found = self.answers[call]
            return found(arguments) if callable(found) else found

        return ask

    @property
    def meta(self) -> Any:
        """Return what tells operations from methods: here they have the same names."""
        return _Meta()


class _Meta:
    method_to_api_mapping: Final[Mapping[str, str]] = {}


def _absences() -> dict[str, str]:
    rows = collect.table().values()
    calls = [call for row in rows for call in (*row["lists"], *row.get("each", ()))]
    return {call["call"]: call["absent"][0] for call in calls if "absent" in call}


_ABSENT: Final = _absences()


def collected(
    monkeypatch: pytest.MonkeyPatch,
    answers: Answers,
    denied: Collection[str] = (),
    types: Collection[str] = (),
    regions: Sequence[str] = (REGION,),
) -> Snapshot:
    """Return the snapshot of an account of which some operations are denied."""
    monkeypatch.setattr(
        api.Cloud, "client", lambda _cloud, service, _region: _Service(service, answers, denied)
    )
    return collect.collect(regions, tuple(types))


LOOKING: Final = tuple(check for check in CHECKS if check.id not in OF_THE_WHOLE)


def judged(found: Snapshot, checks: tuple[Check, ...] = LOOKING) -> Outcomes:
    """Judge a snapshot, and return the worst verdict of each check and asset."""
    resources, _ = inventory.resources(found, alone)
    understanding = understand(resources, inventory.Accounts(found.target.account))
    assert understanding.bugs == []
    estate = Estate(
        understanding.assets,
        gone=inventory.waiting(found),
        doubtful={r.address: r.doubt for r in resources.managed if r.doubt},
        surroundings=Surroundings(as_of=AS_OF),
    )
    demanded = only(frozenset(check.id for check in checks))
    judgement = judge(estate, demanded, checks, {}, lambda _: Membership())
    assert not judgement.bugs
    return worst(judgement.findings)
