variable "name" {
  type = string
}

variable "key_arn" {
  type = string
}

resource "aws_sqs_queue" "this" {
  name              = var.name
  kms_master_key_id = var.key_arn
}
