# Keys named alias/aws/…: AWS holds them, nobody else can destroy them.

resource "aws_sns_topic" "topic" {
  name              = "topic"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_sqs_queue" "queue" {
  name              = "queue"
  kms_master_key_id = "alias/aws/sqs"
}

resource "aws_kinesis_stream" "stream" {
  name            = "stream"
  shard_count     = 1
  encryption_type = "KMS"
  kms_key_id      = "alias/aws/kinesis"
}
