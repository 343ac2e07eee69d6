# The provider block names no region: the environment decides.

resource "aws_sqs_queue" "queue" {
  name                    = "queue"
  sqs_managed_sse_enabled = true
}
