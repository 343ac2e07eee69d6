resource "awscc_s3_bucket" "documents" {
  bucket_name = "kawabe-documents"
  public_access_block_configuration = {
    block_public_acls       = true
    block_public_policy     = true
    ignore_public_acls      = true
    restrict_public_buckets = true
  }
}

resource "awscc_s3_bucket_policy" "documents" {
  bucket = awscc_s3_bucket.documents.id
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/reader" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::kawabe-documents/*"
    }]
  })
}

resource "awscc_sqs_queue" "applications" {
  queue_name = "applications"
}

resource "awscc_efs_file_system" "shared" {
  encrypted = true
}

resource "awscc_rds_db_instance" "residents" {
  db_instance_class = "db.t4g.medium"
  storage_encrypted = true
}
