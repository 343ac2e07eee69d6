# Backups are copied to a vault that its ARN puts in Singapore.

resource "aws_backup_plan" "daily" {
  name = "daily"

  rule {
    rule_name         = "daily"
    target_vault_name = "tokyo"

    copy_action {
      destination_vault_arn = "arn:aws:backup:ap-southeast-1:123456789012:backup-vault:far"
    }
  }
}
