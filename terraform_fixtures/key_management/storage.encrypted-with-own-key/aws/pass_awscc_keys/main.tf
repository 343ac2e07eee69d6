resource "awscc_kms_key" "main" {
  description         = "Data of residents"
  enable_key_rotation = true
  key_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "awscc_kms_alias" "main" {
  alias_name    = "alias/residents"
  target_key_id = awscc_kms_key.main.key_id
}

resource "awscc_s3_bucket" "documents" {
  bucket_name = "kawabe-documents"
  bucket_encryption = {
    server_side_encryption_configuration = [{
      server_side_encryption_by_default = {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = awscc_kms_key.main.arn
      }
    }]
  }
}

resource "awscc_rds_db_cluster" "residents" {
  engine            = "aurora-postgresql"
  storage_encrypted = true
  kms_key_id        = awscc_kms_key.main.arn
}

resource "awscc_logs_log_group" "application" {
  log_group_name    = "/kawabe/application"
  retention_in_days = 400
  kms_key_id        = awscc_kms_key.main.arn
}

resource "awscc_secretsmanager_secret" "database" {
  name       = "database"
  kms_key_id = "alias/residents"
}

resource "awscc_backup_backup_vault" "nightly" {
  backup_vault_name  = "nightly"
  encryption_key_arn = awscc_kms_key.main.arn
}
