# How long the group keeps its logs stands in a sensitive variable.

variable "days" {
  type      = number
  sensitive = true
  default   = 400
}

resource "aws_cloudwatch_log_group" "tax" {
  name              = "/umibe/tax"
  retention_in_days = var.days
}
