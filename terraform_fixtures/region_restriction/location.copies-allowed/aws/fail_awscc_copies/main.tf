resource "awscc_secretsmanager_secret" "database" {
  name = "database"
  replica_regions = [{
    region = "us-west-2"
  }]
}

resource "awscc_backup_backup_plan" "nightly" {
  backup_plan = {
    backup_plan_name = "nightly"
    backup_plan_rule = [{
      rule_name           = "nightly"
      target_backup_vault = "nightly"
      copy_actions = [{
        destination_backup_vault_arn = "arn:aws:backup:us-west-2:123456789012:backup-vault:far"
      }]
    }]
  }
}
