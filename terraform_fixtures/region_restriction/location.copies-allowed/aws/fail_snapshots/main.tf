# Snapshots of a warehouse and of disks are copied abroad.

resource "aws_redshift_cluster" "statistics" {
  cluster_identifier  = "statistics"
  node_type           = "ra3.xlplus"
  master_username     = "administrator"
  master_password     = "Example-not-a-secret-1"
  encrypted           = true
  skip_final_snapshot = true

  snapshot_copy {
    destination_region = "us-east-1"
  }
}

resource "aws_dlm_lifecycle_policy" "disks" {
  description        = "disks"
  execution_role_arn = "arn:aws:iam::123456789012:role/dlm"
  state              = "ENABLED"

  policy_details {
    resource_types = ["VOLUME"]
    target_tags    = { Backup = "daily" }

    schedule {
      name = "daily"

      create_rule {
        interval = 24
      }

      retain_rule {
        count = 7
      }

      cross_region_copy_rule {
        target    = "ap-southeast-1"
        encrypted = true

        retain_rule {
          interval      = 1
          interval_unit = "MONTHS"
        }
      }
    }
  }
}
