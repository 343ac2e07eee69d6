# Which logs a database exports is decided by what is known only after apply.

resource "terraform_data" "exports" {
  input = ["postgresql"]
}

resource "aws_db_instance" "residents" {
  identifier                      = "residents"
  engine                          = "postgres"
  instance_class                  = "db.t4g.medium"
  allocated_storage               = 20
  username                        = "administrator"
  password                        = "example-not-a-secret"
  storage_encrypted               = true
  skip_final_snapshot             = true
  enabled_cloudwatch_logs_exports = terraform_data.exports.output
}
