# A store names its key by an alias of the city's own.

resource "aws_kms_key" "main" {
  description         = "main"
  enable_key_rotation = true
}

resource "aws_kms_alias" "main" {
  name          = "alias/umibe-main"
  target_key_id = aws_kms_key.main.key_id
}

resource "aws_sqs_queue" "queue" {
  name              = "queue"
  kms_master_key_id = aws_kms_alias.main.name
}

resource "aws_sns_topic" "topic" {
  name              = "topic"
  kms_master_key_id = aws_kms_alias.main.arn
}
