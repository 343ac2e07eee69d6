variable "password" {
  type = string
}

variable "token" {
  type      = string
  sensitive = true
}

resource "aws_db_instance" "this" {
  identifier          = "example-city"
  engine              = "postgres"
  instance_class      = "db.t4g.medium"
  allocated_storage   = 20
  username            = "administrator"
  password            = var.password
  storage_encrypted   = true
  skip_final_snapshot = true
}

module "secret" {
  source = "../secret"
  value  = "${var.password}:${var.token}"
}
