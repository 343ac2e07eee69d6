# The provider's region is Virginia.

resource "aws_sqs_queue" "queue" {
  name                    = "queue"
  sqs_managed_sse_enabled = true
}
