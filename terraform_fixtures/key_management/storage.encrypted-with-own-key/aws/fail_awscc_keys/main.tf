# Encrypted, but under keys of AWS.

resource "awscc_s3_bucket" "documents" {
  bucket_name = "kawabe-documents"
  bucket_encryption = {
    server_side_encryption_configuration = [{
      server_side_encryption_by_default = {
        sse_algorithm = "AES256"
      }
    }]
  }
}

resource "awscc_rds_db_cluster" "residents" {
  engine            = "aurora-postgresql"
  storage_encrypted = true
}

resource "awscc_logs_log_group" "application" {
  log_group_name    = "/kawabe/application"
  retention_in_days = 400
}

resource "awscc_secretsmanager_secret" "database" {
  name       = "database"
  kms_key_id = "alias/aws/secretsmanager"
}
