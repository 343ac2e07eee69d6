# Queues and streams with encryption by a key, by SSE-SQS and by an alias.

resource "aws_kms_key" "main" {
  description         = "main"
  enable_key_rotation = true
}

resource "aws_sqs_queue" "by_key" {
  name              = "by-key"
  kms_master_key_id = aws_kms_key.main.arn
}

resource "aws_sqs_queue" "by_service" {
  name                    = "by-service"
  sqs_managed_sse_enabled = true
}

resource "aws_sns_topic" "by_alias" {
  name              = "by-alias"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_kinesis_stream" "by_key" {
  name            = "by-key"
  shard_count     = 1
  encryption_type = "KMS"
  kms_key_id      = "alias/aws/kinesis"
}
