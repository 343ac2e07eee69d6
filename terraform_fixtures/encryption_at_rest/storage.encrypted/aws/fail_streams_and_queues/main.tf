# A queue with SSE switched off, a topic without a key, a stream of encryption type NONE.

resource "aws_sqs_queue" "open" {
  name                    = "open"
  sqs_managed_sse_enabled = false
}

resource "aws_sns_topic" "open" {
  name = "open"
}

resource "aws_kinesis_stream" "open" {
  name            = "open"
  shard_count     = 1
  encryption_type = "NONE"
}
