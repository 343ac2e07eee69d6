resource "awscc_s3_bucket" "documents" {
  bucket_name = "kawabe-documents"
}

resource "awscc_dynamodb_table" "sessions" {
  table_name   = "sessions"
  billing_mode = "PAY_PER_REQUEST"
  key_schema = jsonencode([
    { AttributeName = "id", KeyType = "HASH" },
  ])
}

resource "awscc_ec2_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
