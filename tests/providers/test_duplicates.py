"""What is a copy of what, on each provider: each case follows the page that it names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cloudguard.assets.storage import Duplicate, Hold
from cloudguard.values import Known, Reference, Value
from tests.folders import written

NOBODY = "the provider"  # keeps it: no resource stands for it
OPEN = "?"
AWAY = "arn:aws:backup:ap-northeast-3:999999999999:backup-vault:x"
SOME = "backup: aws_backup_vault.v -> the provider away ? perhaps"  # under other keys
DATABASE = "oci_database_autonomous_database"


@dataclass(frozen=True)
class Case:
    """A configuration and the copies that it makes: of what, where, gone by itself after days.

    `copies` are lines of `what: of -> where`, then ` days N` unless it stays, ` away PLACE` where
    it lies elsewhere, ` goes` where it goes with what it is of, ` perhaps` where that is open.
    """

    page: str
    hcl: str
    copies: tuple[str, ...]


def told(value: Value[Any]) -> str:
    """Return what a value names, its resource where it refers to one."""
    if not isinstance(value, Known):
        return OPEN
    found = value.value
    return found.address if isinstance(found, Reference) else str(found)


def line(copy: Duplicate) -> str:
    held = NOBODY if copy.held_in == Known(None, copy.held_in.source) else told(copy.held_in)
    days = told(copy.days)
    parts = [f"{copy.what}: {told(copy.of)} -> {held}"]
    parts += [] if days == "None" else [f"days {days}"]
    parts += [] if told(copy.elsewhere) == "None" else [f"away {told(copy.elsewhere)}"]
    parts += {"True": [], "False": ["goes"]}.get(told(copy.stays), ["perhaps"])
    return " ".join(parts)


AWS = [
    Case(
        "S3 User Guide, Replication configuration file elements",
        """
        resource "aws_s3_bucket" "a" { bucket = "umibe-a" }
        resource "aws_s3_bucket" "b" { bucket = "umibe-b" }
        resource "aws_s3_bucket_replication_configuration" "r" {
          bucket = aws_s3_bucket.a.id
          role   = "arn:aws:iam::111111111111:role/r"
          rule {
            status = "Enabled"
            destination { bucket = aws_s3_bucket.b.arn }
          }
          rule {
            status = "Enabled"
            destination {
              bucket  = "arn:aws:s3:::elsewhere"
              account = "999999999999"
            }
          }
          rule {
            status = "Disabled"
            destination { bucket = "arn:aws:s3:::nowhere" }
          }
        }
        """,
        (
            "replica: aws_s3_bucket.a -> aws_s3_bucket.b",
            "replica: aws_s3_bucket.a -> elsewhere away 999999999999",
        ),
    ),
    Case(
        "Amazon EBS User Guide, Amazon EBS snapshots; Share an Amazon EBS snapshot",
        """
        resource "aws_ebs_volume" "v" {
          availability_zone = "ap-northeast-1a"
          size              = 8
        }
        resource "aws_ebs_snapshot" "s" { volume_id = aws_ebs_volume.v.id }
        resource "aws_ebs_snapshot_copy" "c" {
          source_snapshot_id = aws_ebs_snapshot.s.id
          source_region      = "ap-northeast-1"
        }
        resource "aws_ebs_volume" "r" {
          availability_zone = "ap-northeast-1a"
          snapshot_id       = aws_ebs_snapshot_copy.c.id
        }
        resource "aws_snapshot_create_volume_permission" "p" {
          snapshot_id = aws_ebs_snapshot.s.id
          account_id  = "999999999999"
        }
        """,
        (
            "replica: aws_ebs_snapshot_copy.c -> aws_ebs_volume.r",
            "snapshot: aws_ebs_snapshot.s -> ? days ? away 999999999999",
            "snapshot: aws_ebs_snapshot.s -> aws_ebs_snapshot_copy.c",
            "snapshot: aws_ebs_volume.v -> aws_ebs_snapshot.s",
        ),
    ),
    Case(
        "EC2 User Guide, Copy an Amazon EC2 AMI; Share an AMI with specific AWS accounts",
        """
        resource "aws_instance" "m" {
          ami           = "ami-1"
          instance_type = "t3.micro"
        }
        resource "aws_ami_from_instance" "i" {
          name               = "i"
          source_instance_id = aws_instance.m.id
        }
        resource "aws_ami_copy" "c" {
          name              = "c"
          source_ami_id     = aws_ami_from_instance.i.id
          source_ami_region = "ap-northeast-1"
        }
        resource "aws_ami_launch_permission" "p" {
          image_id   = aws_ami_copy.c.id
          account_id = "999999999999"
        }
        """,
        (
            "image: aws_ami_copy.c -> ? days ? away 999999999999",
            "image: aws_ami_from_instance.i -> aws_ami_copy.c",
            "image: aws_instance.m -> aws_ami_from_instance.i",
        ),
    ),
    Case(
        "Amazon RDS User Guide, Working with read replicas; Creating a DB snapshot; Sharing one",
        """
        resource "aws_db_instance" "d" {
          identifier     = "d"
          instance_class = "db.t3.micro"
        }
        resource "aws_db_instance" "r" {
          replicate_source_db = aws_db_instance.d.identifier
          instance_class      = "db.t3.micro"
        }
        resource "aws_db_snapshot" "s" {
          db_instance_identifier = aws_db_instance.d.identifier
          db_snapshot_identifier = "s"
          shared_accounts        = ["999999999999"]
        }
        resource "aws_db_instance" "n" {
          snapshot_identifier = aws_db_snapshot.s.id
          instance_class      = "db.t3.micro"
        }
        resource "aws_db_instance_automated_backups_replication" "b" {
          source_db_instance_arn = aws_db_instance.d.arn
        }
        """,
        (
            "backup: aws_db_instance.d -> aws_db_instance_automated_backups_replication.b",
            "replica: aws_db_instance.d -> aws_db_instance.r",
            "replica: aws_db_snapshot.s -> aws_db_instance.n",
            "snapshot: aws_db_instance.d -> aws_db_snapshot.s",
            "snapshot: aws_db_snapshot.s -> ? days ? away 999999999999",
        ),
    ),
    Case(
        "Amazon Aurora User Guide, Using Amazon Aurora Global Database",
        """
        resource "aws_rds_global_cluster" "g" { global_cluster_identifier = "g" }
        resource "aws_rds_cluster" "c" {
          cluster_identifier        = "c"
          engine                    = "aurora-postgresql"
          global_cluster_identifier = aws_rds_global_cluster.g.id
        }
        """,
        ("replica: aws_rds_global_cluster.g -> aws_rds_cluster.c",),
    ),
    Case(
        "AWS Backup Developer Guide, Assigning resources to a backup plan; Backup plan options",
        """
        resource "aws_backup_vault" "v" { name = "v" }
        resource "aws_backup_plan" "p" {
          name = "p"
          rule {
            rule_name         = "r"
            target_vault_name = aws_backup_vault.v.name
            lifecycle { delete_after = 35 }
            copy_action {
              destination_vault_arn = "arn:aws:backup:ap-northeast-3:999999999999:backup-vault:x"
            }
          }
        }
        resource "aws_dynamodb_table" "t" {
          name = "t"
          tags = { Backup = "yes" }
        }
        resource "aws_efs_file_system" "f" {}
        resource "aws_backup_selection" "s" {
          name         = "s"
          iam_role_arn = "arn:aws:iam::111111111111:role/r"
          plan_id      = aws_backup_plan.p.id
          resources    = [aws_efs_file_system.f.arn]
          selection_tag {
            type  = "STRINGEQUALS"
            key   = "Backup"
            value = "yes"
          }
        }
        """,
        (
            f"backup: aws_dynamodb_table.t -> {AWAY} away 999999999999 ap-northeast-3",
            "backup: aws_dynamodb_table.t -> aws_backup_vault.v days 35",
            f"backup: aws_efs_file_system.f -> {AWAY} away 999999999999 ap-northeast-3",
            SOME,
            "backup: aws_efs_file_system.f -> aws_backup_vault.v days 35",
        ),
    ),
    Case(
        "AWS Backup Developer Guide, Assigning resources programmatically: patterns of ARNs",
        """
        resource "aws_backup_vault" "v" { name = "v" }
        resource "aws_backup_plan" "p" {
          name = "p"
          rule {
            rule_name         = "r"
            target_vault_name = "v"
          }
        }
        resource "aws_dynamodb_table" "t" { name = "city-a" }
        resource "aws_dynamodb_table" "u" { name = "test-a" }
        resource "aws_ebs_volume" "v" {
          availability_zone = "ap-northeast-1a"
          size              = 8
        }
        resource "aws_backup_selection" "s" {
          name         = "s"
          iam_role_arn = "arn:aws:iam::111111111111:role/r"
          plan_id      = aws_backup_plan.p.id
          resources    = ["arn:aws:dynamodb:*:*:table/city-*", "arn:aws:ec2:*:*:volume/*"]
        }
        resource "aws_efs_file_system" "f" {}
        resource "aws_efs_file_system" "n" {}
        resource "aws_backup_selection" "n" {
          name          = "n"
          iam_role_arn  = "arn:aws:iam::111111111111:role/r"
          plan_id       = aws_backup_plan.p.id
          resources     = ["arn:aws:elasticfilesystem:*:*:file-system/*"]
          not_resources = [aws_efs_file_system.n.arn]
        }
        """,
        (
            "backup: aws_dynamodb_table.t -> aws_backup_vault.v",
            "backup: aws_ebs_volume.v -> aws_backup_vault.v",
            "backup: aws_efs_file_system.f -> aws_backup_vault.v",
            SOME,
        ),
    ),
    Case(
        "Amazon Data Lifecycle Manager API Reference, PolicyDetails, ExtendDeletion",
        """
        resource "aws_ebs_volume" "v" {
          availability_zone = "ap-northeast-1a"
          size              = 8
          tags              = { Snapshot = "daily" }
        }
        resource "aws_dlm_lifecycle_policy" "p" {
          description        = "daily"
          execution_role_arn = "arn:aws:iam::111111111111:role/r"
          policy_details {
            resource_types = ["VOLUME"]
            target_tags    = { Snapshot = "daily" }
            schedule {
              name = "daily"
              create_rule { interval = 24 }
              retain_rule { count = 14 }
              cross_region_copy_rule {
                target    = "ap-northeast-3"
                encrypted = true
              }
            }
          }
        }
        """,
        (
            "snapshot: aws_ebs_volume.v -> the provider",
            "snapshot: aws_ebs_volume.v -> the provider away ap-northeast-3",
        ),
    ),
    Case(
        "Amazon ECR User Guide, Private image replication",
        """
        resource "aws_ecr_repository" "r" { name = "city/app" }
        resource "aws_ecr_repository" "o" { name = "other" }
        resource "aws_ecr_replication_configuration" "c" {
          replication_configuration {
            rule {
              destination {
                region      = "ap-northeast-3"
                registry_id = "999999999999"
              }
              repository_filter {
                filter      = "city/"
                filter_type = "PREFIX_MATCH"
              }
            }
          }
        }
        """,
        ("replica: aws_ecr_repository.r -> the provider away 999999999999 ap-northeast-3",),
    ),
    Case(
        "Amazon EFS User Guide, Backing up EFS file systems; Replicating EFS file systems",
        """
        resource "aws_efs_file_system" "f" {}
        resource "aws_efs_backup_policy" "b" {
          file_system_id = aws_efs_file_system.f.id
          backup_policy { status = "ENABLED" }
        }
        resource "aws_efs_replication_configuration" "r" {
          source_file_system_id = aws_efs_file_system.f.id
          destination { region = "ap-northeast-3" }
        }
        """,
        (
            "backup: aws_efs_file_system.f -> the provider days 35",
            "replica: aws_efs_file_system.f -> the provider away ap-northeast-3",
        ),
    ),
    Case(
        "Amazon EFS User Guide, Backing up EFS file systems: One Zone file systems",
        """
        resource "aws_efs_file_system" "f" { availability_zone_name = "ap-northeast-1a" }
        resource "aws_efs_file_system" "g" { availability_zone_name = "ap-northeast-1a" }
        resource "aws_efs_backup_policy" "g" {
          file_system_id = aws_efs_file_system.g.id
          backup_policy { status = "DISABLED" }
        }
        """,
        ("backup: aws_efs_file_system.f -> the provider days 35",),
    ),
    Case(
        "Amazon DynamoDB Developer Guide, DynamoDB Streams; Global tables; Export to Amazon S3",
        """
        resource "aws_s3_bucket" "b" { bucket = "umibe-b" }
        resource "aws_dynamodb_table" "t" {
          name           = "t"
          stream_enabled = true
        }
        resource "aws_dynamodb_table_replica" "r" { global_table_arn = aws_dynamodb_table.t.arn }
        resource "aws_dynamodb_table_export" "e" {
          table_arn = aws_dynamodb_table.t.arn
          s3_bucket = aws_s3_bucket.b.id
        }
        """,
        (
            "export: aws_dynamodb_table.t -> aws_s3_bucket.b",
            "log: aws_dynamodb_table.t -> the provider days 1",
            "replica: aws_dynamodb_table.t -> aws_dynamodb_table_replica.r",
        ),
    ),
    Case(
        "AWS DataSync User Guide, Creating a task",
        """
        resource "aws_s3_bucket" "b" { bucket = "umibe-b" }
        resource "aws_efs_file_system" "f" {}
        resource "aws_datasync_location_s3" "b" {
          s3_bucket_arn = aws_s3_bucket.b.arn
          subdirectory  = "/"
          s3_config { bucket_access_role_arn = "arn:aws:iam::111111111111:role/r" }
        }
        resource "aws_datasync_location_efs" "f" {
          efs_file_system_arn = aws_efs_file_system.f.arn
          ec2_config {
            security_group_arns = ["sg"]
            subnet_arn          = "subnet"
          }
        }
        resource "aws_datasync_task" "t" {
          source_location_arn      = aws_datasync_location_efs.f.arn
          destination_location_arn = aws_datasync_location_s3.b.arn
        }
        """,
        ("replica: aws_efs_file_system.f -> aws_s3_bucket.b",),
    ),
    Case(
        "Amazon Redshift API Reference, EnableSnapshotCopy",
        """
        resource "aws_redshift_cluster" "c" {
          cluster_identifier = "c"
          node_type          = "ra3.large"
        }
        resource "aws_redshift_snapshot_copy" "x" {
          cluster_identifier = aws_redshift_cluster.c.id
          destination_region = "ap-northeast-3"
        }
        resource "aws_redshift_cluster_snapshot" "s" {
          cluster_identifier  = aws_redshift_cluster.c.id
          snapshot_identifier = "s"
        }
        """,
        (
            "backup: aws_redshift_cluster.c -> the provider days 7 away ap-northeast-3",
            "snapshot: aws_redshift_cluster.c -> aws_redshift_cluster_snapshot.s",
            "snapshot: aws_redshift_cluster.c -> the provider away ap-northeast-3",
        ),
    ),
    Case(
        "CloudWatch Logs User Guide, Subscription filters",
        """
        resource "aws_cloudwatch_log_group" "g" { name = "g" }
        resource "aws_kinesis_stream" "s" { name = "s" }
        resource "aws_cloudwatch_log_subscription_filter" "f" {
          name            = "f"
          log_group_name  = aws_cloudwatch_log_group.g.name
          filter_pattern  = ""
          destination_arn = aws_kinesis_stream.s.arn
        }
        """,
        ("log: aws_cloudwatch_log_group.g -> aws_kinesis_stream.s",),
    ),
    Case(
        "Amazon CloudFront Developer Guide, Manage how long content stays in the cache",
        """
        resource "aws_s3_bucket" "b" { bucket = "umibe-b" }
        resource "aws_cloudfront_distribution" "c" {
          enabled = true
          origin {
            domain_name = aws_s3_bucket.b.bucket_regional_domain_name
            origin_id   = "b"
          }
        }
        """,
        ("cache: aws_s3_bucket.b -> the provider days ?",),
    ),
]
AZURE = [
    Case(
        "Azure virtual machines documentation, Create a snapshot of a virtual hard disk",
        """
        resource "azurerm_managed_disk" "d" {
          name          = "d"
          create_option = "Empty"
        }
        resource "azurerm_snapshot" "s" {
          name          = "s"
          create_option = "Copy"
          source_uri    = azurerm_managed_disk.d.id
        }
        resource "azurerm_managed_disk" "r" {
          name               = "r"
          create_option      = "Copy"
          source_resource_id = azurerm_snapshot.s.id
        }
        """,
        (
            "replica: azurerm_snapshot.s -> azurerm_managed_disk.r",
            "snapshot: azurerm_managed_disk.d -> azurerm_snapshot.s",
        ),
    ),
    Case(
        "Azure Backup documentation, Back up Azure VMs; Retention range of a backup policy",
        """
        resource "azurerm_recovery_services_vault" "v" {
          name              = "v"
          storage_mode_type = "LocallyRedundant"
        }
        resource "azurerm_backup_policy_vm" "p" {
          name                = "p"
          recovery_vault_name = azurerm_recovery_services_vault.v.name
          retention_daily { count = 30 }
          retention_monthly {
            count    = 12
            weekdays = ["Sunday"]
            weeks    = ["Last"]
          }
        }
        resource "azurerm_linux_virtual_machine" "m" { name = "m" }
        resource "azurerm_backup_protected_vm" "b" {
          recovery_vault_name = azurerm_recovery_services_vault.v.name
          source_vm_id        = azurerm_linux_virtual_machine.m.id
          backup_policy_id    = azurerm_backup_policy_vm.p.id
        }
        """,
        ("backup: azurerm_linux_virtual_machine.m -> azurerm_recovery_services_vault.v days 372",),
    ),
    Case(
        "Azure Backup documentation, Back up Azure managed disks",
        """
        resource "azurerm_managed_disk" "d" {
          name          = "d"
          create_option = "Empty"
        }
        resource "azurerm_data_protection_backup_vault" "v" {
          name       = "v"
          redundancy = "LocallyRedundant"
        }
        resource "azurerm_data_protection_backup_policy_disk" "p" {
          name                       = "p"
          vault_id                   = azurerm_data_protection_backup_vault.v.id
          default_retention_duration = "P7D"
          retention_rule {
            name     = "weekly"
            duration = "P12W"
          }
        }
        resource "azurerm_data_protection_backup_instance_disk" "i" {
          name             = "i"
          vault_id         = azurerm_data_protection_backup_vault.v.id
          disk_id          = azurerm_managed_disk.d.id
          backup_policy_id = azurerm_data_protection_backup_policy_disk.p.id
        }
        """,
        ("backup: azurerm_managed_disk.d -> azurerm_data_protection_backup_vault.v days 84",),
    ),
    Case(
        "Azure Storage documentation, Object replication for block blobs",
        """
        resource "azurerm_storage_account" "a" {
          name                     = "umibea"
          account_replication_type = "LRS"
        }
        resource "azurerm_storage_account" "b" {
          name                     = "umibeb"
          account_replication_type = "LRS"
        }
        resource "azurerm_storage_object_replication" "r" {
          source_storage_account_id      = azurerm_storage_account.a.id
          destination_storage_account_id = azurerm_storage_account.b.id
        }
        """,
        ("replica: azurerm_storage_account.a -> azurerm_storage_account.b",),
    ),
    Case(
        "Azure SQL documentation, Failover groups; Copy a database",
        """
        resource "azurerm_mssql_server" "a" { name = "a" }
        resource "azurerm_mssql_server" "b" { name = "b" }
        resource "azurerm_mssql_database" "d" {
          name                 = "d"
          server_id            = azurerm_mssql_server.a.id
          storage_account_type = "Local"
        }
        resource "azurerm_mssql_database" "c" {
          name                        = "c"
          server_id                   = azurerm_mssql_server.a.id
          storage_account_type        = "Local"
          create_mode                 = "Copy"
          creation_source_database_id = azurerm_mssql_database.d.id
        }
        resource "azurerm_mssql_failover_group" "g" {
          name      = "g"
          server_id = azurerm_mssql_server.a.id
          databases = [azurerm_mssql_database.d.id]
          partner_server { id = azurerm_mssql_server.b.id }
        }
        """,
        (
            "replica: azurerm_mssql_database.d -> azurerm_mssql_database.c",
            "replica: azurerm_mssql_database.d -> azurerm_mssql_server.b",
        ),
    ),
    Case(
        "Azure Event Hubs documentation, Capture events; azurerm docs, azurerm_eventhub",
        """
        resource "azurerm_storage_account" "a" {
          name                     = "umibea"
          account_replication_type = "LRS"
        }
        resource "azurerm_eventhub" "e" {
          name = "e"
          capture_description {
            enabled  = true
            encoding = "Avro"
            destination {
              name               = "EventHubArchive.AzureBlockBlob"
              storage_account_id = azurerm_storage_account.a.id
            }
          }
        }
        """,
        ("export: azurerm_eventhub.e -> azurerm_storage_account.a",),
    ),
]
GOOGLE = [
    Case(
        "Compute Engine docs, About snapshot schedules for disks",
        """
        resource "google_compute_disk" "d" {
          name = "d"
          zone = "asia-northeast1-a"
        }
        resource "google_compute_resource_policy" "k" {
          name = "kept"
          snapshot_schedule_policy {
            retention_policy { max_retention_days = 10 }
          }
        }
        resource "google_compute_resource_policy" "a" {
          name = "applied"
          snapshot_schedule_policy {
            retention_policy {
              max_retention_days    = 10
              on_source_disk_delete = "APPLY_RETENTION_POLICY"
            }
          }
        }
        resource "google_compute_disk_resource_policy_attachment" "k" {
          name = google_compute_resource_policy.k.name
          disk = google_compute_disk.d.name
        }
        resource "google_compute_disk_resource_policy_attachment" "a" {
          name = google_compute_resource_policy.a.name
          disk = google_compute_disk.d.name
        }
        resource "google_compute_snapshot" "s" {
          name        = "s"
          source_disk = google_compute_disk.d.id
        }
        """,
        (
            "snapshot: google_compute_disk.d -> google_compute_snapshot.s",
            "snapshot: google_compute_disk.d -> the provider",
            "snapshot: google_compute_disk.d -> the provider days 10",
        ),
    ),
    Case(
        "Cloud SQL docs, About replication in Cloud SQL; Clone instances",
        """
        resource "google_sql_database_instance" "m" { name = "m" }
        resource "google_sql_database_instance" "r" {
          name                 = "r"
          master_instance_name = google_sql_database_instance.m.name
        }
        resource "google_sql_database_instance" "c" {
          name = "c"
          clone { source_instance_name = google_sql_database_instance.m.name }
        }
        """,
        (
            "replica: google_sql_database_instance.m -> google_sql_database_instance.c",
            "replica: google_sql_database_instance.m -> google_sql_database_instance.r",
        ),
    ),
    Case(
        "Firestore docs, Back up and restore data; Spanner docs, Backups overview",
        """
        resource "google_firestore_database" "f" { name = "f" }
        resource "google_firestore_backup_schedule" "f" {
          database  = google_firestore_database.f.name
          retention = "604800s"
        }
        resource "google_spanner_database" "s" {
          name     = "s"
          instance = "i"
        }
        resource "google_spanner_backup_schedule" "s" {
          name               = "daily"
          instance           = "i"
          database           = google_spanner_database.s.name
          retention_duration = "2592000s"
        }
        """,
        (
            "backup: google_firestore_database.f -> the provider days 7",
            "backup: google_spanner_database.s -> the provider days 30",
        ),
    ),
    Case(
        "Storage Transfer Service docs, Create transfers",
        """
        resource "google_storage_bucket" "a" {
          name     = "umibe-a"
          location = "asia-northeast1"
        }
        resource "google_storage_bucket" "b" {
          name     = "umibe-b"
          location = "asia-northeast1"
        }
        resource "google_storage_transfer_job" "t" {
          description = "copy"
          transfer_spec {
            gcs_data_source { bucket_name = google_storage_bucket.a.name }
            gcs_data_sink { bucket_name = google_storage_bucket.b.name }
          }
        }
        """,
        ("replica: google_storage_bucket.a -> google_storage_bucket.b",),
    ),
    Case(
        "Backup and DR docs, Backup plans",
        """
        resource "google_compute_instance" "m" { name = "m" }
        resource "google_backup_dr_backup_vault" "v" {
          backup_vault_id                            = "v"
          location                                   = "asia-northeast1"
          backup_minimum_enforced_retention_duration = "100000s"
        }
        resource "google_backup_dr_backup_plan" "p" {
          backup_plan_id = "p"
          location       = "asia-northeast1"
          resource_type  = "compute.googleapis.com/Instance"
          backup_vault   = google_backup_dr_backup_vault.v.id
          backup_rules {
            rule_id               = "daily"
            backup_retention_days = 30
          }
        }
        resource "google_backup_dr_backup_plan_association" "a" {
          backup_plan_association_id = "a"
          location                   = "asia-northeast1"
          resource_type              = "compute.googleapis.com/Instance"
          resource                   = google_compute_instance.m.id
          backup_plan                = google_backup_dr_backup_plan.p.name
        }
        """,
        ("backup: google_compute_instance.m -> google_backup_dr_backup_vault.v days 30",),
    ),
    Case(
        "Cloud CDN docs, Caching overview; Pub/Sub docs, Cloud Storage subscriptions",
        """
        resource "google_storage_bucket" "b" {
          name     = "umibe-b"
          location = "asia-northeast1"
        }
        resource "google_compute_backend_bucket" "c" {
          name        = "c"
          bucket_name = google_storage_bucket.b.name
          enable_cdn  = true
        }
        resource "google_pubsub_topic" "t" { name = "t" }
        resource "google_pubsub_subscription" "s" {
          name  = "s"
          topic = google_pubsub_topic.t.id
          cloud_storage_config { bucket = google_storage_bucket.b.name }
        }
        """,
        (
            "cache: google_storage_bucket.b -> the provider days 1",
            "export: google_pubsub_topic.t -> google_storage_bucket.b",
        ),
    ),
]
OCI = [
    Case(
        "OCI documentation, Policy-Based Backups; Overview of Block Volume Backups",
        """
        resource "oci_core_volume" "v" { compartment_id = "c" }
        resource "oci_core_volume_backup" "b" { volume_id = oci_core_volume.v.id }
        resource "oci_core_volume_backup_policy" "p" {
          compartment_id     = "c"
          destination_region = "ap-osaka-1"
          schedules {
            backup_type       = "FULL"
            period            = "ONE_WEEK"
            retention_seconds = 2592000
          }
        }
        resource "oci_core_volume_backup_policy_assignment" "a" {
          asset_id  = oci_core_volume.v.id
          policy_id = oci_core_volume_backup_policy.p.id
        }
        """,
        (
            "backup: oci_core_volume.v -> oci_core_volume_backup.b",
            "backup: oci_core_volume.v -> the provider days 30",
            "backup: oci_core_volume.v -> the provider days 30 away ap-osaka-1",
        ),
    ),
    Case(
        "OCI Object Storage documentation, Object Storage Replication",
        """
        resource "oci_objectstorage_bucket" "a" {
          compartment_id = "c"
          namespace      = "n"
          name           = "a"
        }
        resource "oci_objectstorage_replication_policy" "r" {
          bucket                  = oci_objectstorage_bucket.a.name
          namespace               = "n"
          name                    = "r"
          destination_bucket_name = "far"
          destination_region_name = "ap-osaka-1"
        }
        """,
        ("replica: oci_objectstorage_bucket.a -> far away ap-osaka-1",),
    ),
    Case(
        "OCI Autonomous Database documentation, Clone an Autonomous Database; Backup and restore",
        """
        resource "oci_database_autonomous_database" "d" { compartment_id = "c" }
        resource "oci_database_autonomous_database" "c" {
          compartment_id = "c"
          source_id      = oci_database_autonomous_database.d.id
        }
        resource "oci_database_autonomous_database_backup" "b" {
          autonomous_database_id = oci_database_autonomous_database.d.id
        }
        """,
        (
            f"backup: {DATABASE}.d -> {DATABASE}_backup.b",
            f"replica: {DATABASE}.d -> {DATABASE}.c",
        ),
    ),
    Case(
        "OCI File Storage documentation, Deleting a File System",
        """
        resource "oci_file_storage_file_system" "f" { compartment_id = "c" }
        resource "oci_file_storage_snapshot" "s" {
          file_system_id = oci_file_storage_file_system.f.id
          name           = "s"
        }
        resource "oci_file_storage_file_system" "c" {
          compartment_id     = "c"
          source_snapshot_id = oci_file_storage_snapshot.s.id
        }
        """,
        (
            "replica: oci_file_storage_snapshot.s -> oci_file_storage_file_system.c",
            "snapshot: oci_file_storage_file_system.f -> oci_file_storage_snapshot.s goes",
        ),
    ),
    Case(
        "OCI MySQL HeatWave documentation, Cross-region backup copy",
        """
        resource "oci_mysql_mysql_db_system" "d" {
          compartment_id = "c"
          backup_policy {
            copy_policies {
              copy_to_region                = "ap-osaka-1"
              backup_copy_retention_in_days = 35
            }
          }
        }
        """,
        ("backup: oci_mysql_mysql_db_system.d -> the provider days 35 away ap-osaka-1",),
    ),
]
SAKURA = [
    Case(
        "SAKURA Cloud manual, アーカイブ; 自動バックアップ",
        """
        resource "sakura_disk" "d" { name = "d" }
        resource "sakura_archive" "a" {
          name           = "a"
          source_disk_id = sakura_disk.d.id
        }
        resource "sakura_disk" "r" {
          name              = "r"
          source_archive_id = sakura_archive.a.id
        }
        resource "sakura_auto_backup" "b" {
          name    = "b"
          disk_id = sakura_disk.d.id
        }
        """,
        (
            "backup: sakura_disk.d -> the provider",
            "image: sakura_disk.d -> sakura_archive.a",
            "replica: sakura_archive.a -> sakura_disk.r",
        ),
    ),
    Case(
        "SAKURA Cloud manual, アーカイブ: 共有 (sakuracloud provider)",
        """
        resource "sakuracloud_archive" "a" { name = "a" }
        resource "sakuracloud_archive_share" "s" { archive_id = sakuracloud_archive.a.id }
        """,
        ("image: sakuracloud_archive.a -> ? days ?",),
    ),
    Case(
        "SAKURA Cloud manual, データベースアプライアンス: リードレプリカ",
        """
        resource "sakura_database" "d" { name = "d" }
        resource "sakura_database_read_replica" "r" {
          name      = "r"
          master_id = sakura_database.d.id
        }
        """,
        ("replica: sakura_database.d -> sakura_database_read_replica.r",),
    ),
]


@pytest.mark.parametrize(
    "case", [*AWS, *AZURE, *GOOGLE, *OCI, *SAKURA], ids=lambda case: case.page[:60]
)
def test_copies_are_told_as_the_documents_say(tmp_path: Path, case: Case) -> None:
    copies = [a for a in written(tmp_path, case.hcl) if isinstance(a, Duplicate)]
    found = sorted(line(copy) for copy in copies if not copy.possible)
    assert found == sorted(case.copies)
    assert all(copy.origin.address for copy in copies)
    assert all(copy.origin.note for copy in copies if copy.possible)


SEPARATE = """
}
resource "aws_s3_bucket_object_lock_configuration" "b" {
  bucket = aws_s3_bucket.b.id
"""
EVENT = """
default_event_based_hold = true
retention_policy { retention_period = "86400" }
"""
VERSIONS = """
account_replication_type = "LRS"
immutability_policy {
  state                         = "Locked"
  period_since_creation_in_days = 30
}
"""


# S3 User Guide, "Locking objects with Object Lock"; Cloud Storage docs, "Object Retention Lock",
# "Object holds"; Azure Storage documentation, "Version-level WORM policies".
@pytest.mark.parametrize(
    ("type_", "body", "holds"),
    [
        ("aws_s3_bucket", "", []),
        ("aws_s3_bucket", "object_lock_enabled = true", [("object-lock", OPEN)]),
        ("aws_s3_bucket", SEPARATE, [("object-lock", OPEN)]),
        ("google_storage_bucket", "", []),
        ("google_storage_bucket", "enable_object_retention = true", [("object-lock", OPEN)]),
        ("google_storage_bucket", EVENT, [("legal-hold", "True")]),
        ("azurerm_storage_account", 'account_replication_type = "LRS"', []),
        ("azurerm_storage_account", VERSIONS, [("object-lock", OPEN)]),
    ],
)
def test_what_may_hold_single_objects_is_told(
    tmp_path: Path, type_: str, body: str, holds: list[tuple[str, str]]
) -> None:
    text = f'resource "{type_}" "b" {{\n{body}\n}}\n'
    found = [a for a in written(tmp_path, text) if isinstance(a, Hold)]
    assert [(hold.what, told(hold.holds)) for hold in found] == holds


def test_what_is_not_known_to_exist_is_not_known_to_stay(tmp_path: Path) -> None:
    text = """
    variable "stream" { type = bool }
    resource "aws_dynamodb_table" "t" {
      name           = "t"
      stream_enabled = var.stream
    }
    """
    found = [a for a in written(tmp_path, text) if isinstance(a, Duplicate) and not a.possible]
    assert [line(copy) for copy in found] == [
        "log: aws_dynamodb_table.t -> the provider days 1 perhaps"
    ]
