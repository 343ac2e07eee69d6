variable "value" {
  type = string
}

resource "aws_secretsmanager_secret" "this" {
  name = "example-city"
}

resource "aws_secretsmanager_secret_version" "this" {
  secret_id     = aws_secretsmanager_secret.this.id
  secret_string = var.value
}

resource "aws_ssm_parameter" "this" {
  name  = "/example-city/secret"
  type  = "SecureString"
  value = var.value
}
