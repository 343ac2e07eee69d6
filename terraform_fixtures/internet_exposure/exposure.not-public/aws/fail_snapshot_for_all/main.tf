# A copy of a database that every AWS account may restore.

resource "aws_db_snapshot" "residents" {
  db_instance_identifier = "residents"
  db_snapshot_identifier = "residents-2026"
  shared_accounts        = ["all"]
}
