# What says nothing here is encrypted by its service; the rest is told to be.

resource "awscc_s3_bucket" "documents" {
  bucket_name = "kawabe-documents"
}

resource "awscc_rds_db_instance" "residents" {
  db_instance_class = "db.t4g.medium"
  engine            = "postgres"
  storage_encrypted = true
}

resource "awscc_dynamodb_table" "sessions" {
  table_name   = "sessions"
  billing_mode = "PAY_PER_REQUEST"
  key_schema = jsonencode([
    { AttributeName = "id", KeyType = "HASH" },
  ])
  attribute_definitions = [{
    attribute_name = "id"
    attribute_type = "S"
  }]
}

resource "awscc_efs_file_system" "shared" {
  encrypted = true
}

resource "awscc_sqs_queue" "applications" {
  queue_name = "applications"
}

resource "awscc_ec2_volume" "batch" {
  availability_zone = "ap-northeast-1a"
  size              = 100
  encrypted         = true
}
