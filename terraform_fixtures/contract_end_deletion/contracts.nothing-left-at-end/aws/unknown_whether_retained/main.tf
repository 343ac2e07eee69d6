# Whether automated backups are kept is known only after apply.

resource "terraform_data" "clean" {
  input = true
}

resource "aws_db_instance" "residents" {
  identifier                  = "residents"
  engine                      = "postgres"
  instance_class              = "db.m6i.large"
  allocated_storage           = 100
  username                    = "app"
  manage_master_user_password = true
  backup_retention_period     = 14
  skip_final_snapshot         = true
  delete_automated_backups    = terraform_data.clean.output
}
