resource "awscc_s3_bucket" "documents" {
  bucket_name = "kawabe-documents"
}

resource "awscc_s3_bucket_policy" "documents" {
  bucket = awscc_s3_bucket.documents.id
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::kawabe-documents/*"
    }]
  })
}

resource "awscc_sqs_queue" "applications" {
  queue_name = "applications"
}

resource "awscc_sqs_queue_inline_policy" "applications" {
  queue = awscc_sqs_queue.applications.queue_url
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = "*"
    }]
  })
}

resource "awscc_ecr_public_repository" "tools" {
  repository_name = "tools"
}
