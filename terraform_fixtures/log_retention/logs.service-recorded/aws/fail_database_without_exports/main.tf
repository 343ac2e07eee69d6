# A database that exports none of its logs.

resource "aws_db_instance" "residents" {
  identifier          = "residents"
  engine              = "postgres"
  instance_class      = "db.t4g.medium"
  allocated_storage   = 20
  username            = "administrator"
  password            = "example-not-a-secret"
  storage_encrypted   = true
  skip_final_snapshot = true
}
