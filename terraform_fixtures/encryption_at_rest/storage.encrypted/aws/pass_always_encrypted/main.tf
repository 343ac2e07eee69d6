# Services that encrypt without being asked: nothing is written, and nothing can be switched off.

resource "aws_dynamodb_table" "table" {
  name         = "table"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_secretsmanager_secret" "secret" {
  name = "secret"
}

resource "aws_ecr_repository" "images" {
  name = "images"
}

resource "aws_cloudwatch_log_group" "application" {
  name = "/umibe/application"
}

resource "aws_backup_vault" "vault" {
  name = "vault"
}
