# A provider whose variable says Seoul, and an alias in Singapore that nothing uses yet.

variable "region" {
  type    = string
  default = "ap-northeast-2"
}

resource "aws_sqs_queue" "queue" {
  name                    = "queue"
  sqs_managed_sse_enabled = true
}
