# Whether the key is rotated depends on something that is known only after apply.

resource "aws_sqs_queue" "queue" {
  name = "queue"
}

resource "aws_kms_key" "main" {
  description         = "main"
  enable_key_rotation = aws_sqs_queue.queue.arn != ""
}
