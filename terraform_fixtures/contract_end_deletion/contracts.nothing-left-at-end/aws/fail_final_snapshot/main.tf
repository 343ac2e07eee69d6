# The snapshot that is made when the database is deleted does not expire.

resource "aws_db_instance" "residents" {
  identifier                  = "residents"
  engine                      = "postgres"
  instance_class              = "db.m6i.large"
  allocated_storage           = 100
  username                    = "app"
  manage_master_user_password = true
  backup_retention_period     = 14
  final_snapshot_identifier   = "residents-last"
  skip_final_snapshot         = false
  delete_automated_backups    = true
}
