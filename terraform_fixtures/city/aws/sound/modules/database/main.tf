variable "name" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "security_group_id" {
  type = string
}

variable "encrypted" {
  type    = bool
  default = true
}

variable "key_arn" {
  type = string
}

variable "log_key_arn" {
  type = string
}

variable "log_retention_days" {
  type = number
}

variable "password" {
  type = string
}

variable "tags" {
  type    = map(string)
  default = {}
}

resource "aws_db_subnet_group" "this" {
  name       = var.name
  subnet_ids = var.subnet_ids
  tags       = var.tags
}

resource "aws_db_instance" "this" {
  identifier                      = var.name
  engine                          = "postgres"
  engine_version                  = "16.4"
  instance_class                  = "db.m6i.large"
  allocated_storage               = 100
  db_name                         = "residents"
  username                        = "administrator"
  password                        = var.password
  storage_encrypted               = var.encrypted
  kms_key_id                      = var.encrypted ? var.key_arn : null
  multi_az                        = true
  publicly_accessible             = false
  db_subnet_group_name            = aws_db_subnet_group.this.name
  vpc_security_group_ids          = [var.security_group_id]
  backup_retention_period         = 35
  copy_tags_to_snapshot           = true
  deletion_protection             = true
  skip_final_snapshot             = true
  enabled_cloudwatch_logs_exports = ["postgresql"]
  tags                            = var.tags

  depends_on = [aws_cloudwatch_log_group.this]
}

# Made here, so that it is ours before the database writes to it
resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/rds/instance/${var.name}/postgresql"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_key_arn
  tags              = var.tags
}

output "arn" {
  value = aws_db_instance.this.arn
}
