variable "name" {
  type = string
}

variable "key_arn" {
  type    = string
  default = null
}

variable "settings" {
  type    = object({ key_arn = optional(string), days = optional(number, 4) })
  default = {}
}

variable "key_arns" {
  type    = list(string)
  default = []
}

resource "aws_sqs_queue" "by_argument" {
  name              = "${var.name}-argument"
  kms_master_key_id = var.key_arn
}

resource "aws_sqs_queue" "by_object" {
  name                      = "${var.name}-object"
  kms_master_key_id         = var.settings.key_arn
  message_retention_seconds = var.settings.days * 86400
}

resource "aws_sqs_queue" "by_list" {
  count = length(var.key_arns) > 0 ? 1 : 0

  name              = "${var.name}-list"
  kms_master_key_id = var.key_arns[0]
}

output "arn" {
  value = aws_sqs_queue.by_argument.arn
}
