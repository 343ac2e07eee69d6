variable "description" {
  type = string
}

resource "aws_kms_key" "this" {
  description         = var.description
  enable_key_rotation = true
}

output "arn" {
  value = aws_kms_key.this.arn
}

output "all" {
  value = { arn = aws_kms_key.this.arn, id = aws_kms_key.this.key_id }
}
