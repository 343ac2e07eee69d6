# Log groups of a for_each that keep 30 and 90 days.

resource "aws_cloudwatch_log_group" "application" {
  for_each = { tax = 30, welfare = 90 }

  name              = "/umibe/${each.key}"
  retention_in_days = each.value
}
