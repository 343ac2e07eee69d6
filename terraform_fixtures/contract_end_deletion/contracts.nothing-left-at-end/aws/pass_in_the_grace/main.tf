# Automated backups are kept for a fortnight, which the grace of the contract allows.

resource "aws_db_instance" "archive" {
  identifier                  = "archive"
  engine                      = "postgres"
  instance_class              = "db.m6i.large"
  allocated_storage           = 100
  username                    = "app"
  manage_master_user_password = true
  backup_retention_period     = 14
  skip_final_snapshot         = true
  delete_automated_backups    = false
}
