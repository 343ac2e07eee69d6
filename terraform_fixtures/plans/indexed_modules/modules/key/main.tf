variable "description" {
  type = string
}

variable "rotated" {
  type    = bool
  default = true
}

resource "aws_kms_key" "this" {
  description         = var.description
  enable_key_rotation = var.rotated
}

resource "aws_kms_key" "spare" {
  for_each = toset(["x.y"])

  description = "spare ${each.key}"
}

output "arn" {
  value = aws_kms_key.this.arn
}

output "spare_arn" {
  value = aws_kms_key.spare["x.y"].arn
}
