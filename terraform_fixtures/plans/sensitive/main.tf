# Sensitive variables handed to nested modules, a sensitive key ARN, sensitive outputs: values are in the plan, marked or not.

variable "password" {
  type      = string
  sensitive = true
  default   = "example-not-a-secret-password"
}

variable "key_arn" {
  type      = string
  sensitive = true
  default   = "arn:aws:kms:ap-northeast-1:123456789012:key/11111111-2222-3333-4444-555555555555"
}

# Not marked sensitive here, but in the module
variable "token" {
  type    = string
  default = "example-not-a-secret-token"
}

module "database" {
  source   = "./modules/database"
  password = var.password
  token    = var.token
}

# A sensitive value in an attribute that matters
resource "aws_sqs_queue" "sensitive_key" {
  name              = "sensitive-key"
  kms_master_key_id = var.key_arn
}

# A sensitive value among the tags
resource "aws_sns_topic" "tagged" {
  name = "tagged"
  tags = { Owner = var.token, Zone = "internet", Note = sensitive("example-not-a-secret-note") }
}

output "password" {
  value     = var.password
  sensitive = true
}
