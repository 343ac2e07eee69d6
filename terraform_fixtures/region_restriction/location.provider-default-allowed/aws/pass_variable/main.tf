# The region is a variable whose default is Osaka.

variable "region" {
  type    = string
  default = "ap-northeast-3"
}

resource "aws_sqs_queue" "queue" {
  name                    = "queue"
  sqs_managed_sse_enabled = true
}
