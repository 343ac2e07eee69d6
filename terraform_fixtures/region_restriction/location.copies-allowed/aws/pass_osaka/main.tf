# Copies of a table, a secret, images and a backup lie in Osaka.

resource "aws_dynamodb_table" "table" {
  name             = "table"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "id"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  attribute {
    name = "id"
    type = "S"
  }

  replica {
    region_name = "ap-northeast-3"
  }
}

resource "aws_secretsmanager_secret" "secret" {
  name = "secret"

  replica {
    region = "ap-northeast-3"
  }
}

resource "aws_ecr_replication_configuration" "images" {
  replication_configuration {
    rule {
      destination {
        region      = "ap-northeast-3"
        registry_id = "123456789012"
      }
    }
  }
}

resource "aws_backup_vault" "osaka" {
  provider = aws.osaka
  name     = "osaka"
}

resource "aws_backup_plan" "daily" {
  name = "daily"

  rule {
    rule_name         = "daily"
    target_vault_name = "tokyo"

    copy_action {
      destination_vault_arn = aws_backup_vault.osaka.arn
    }
  }
}
