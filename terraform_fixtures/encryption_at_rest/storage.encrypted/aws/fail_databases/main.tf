# Databases whose storage is not encrypted: switched off in each.

resource "aws_db_instance" "main" {
  identifier          = "main"
  engine              = "postgres"
  instance_class      = "db.t4g.medium"
  allocated_storage   = 20
  username            = "administrator"
  password            = "example-not-a-secret"
  storage_encrypted   = false
  skip_final_snapshot = true
}

resource "aws_rds_cluster" "main" {
  cluster_identifier  = "main"
  engine              = "aurora-postgresql"
  master_username     = "administrator"
  master_password     = "example-not-a-secret"
  storage_encrypted   = false
  skip_final_snapshot = true
}

resource "aws_docdb_cluster" "main" {
  cluster_identifier  = "documents"
  master_username     = "administrator"
  master_password     = "example-not-a-secret"
  storage_encrypted   = false
  skip_final_snapshot = true
}

resource "aws_redshift_cluster" "main" {
  cluster_identifier  = "statistics"
  node_type           = "ra3.xlplus"
  master_username     = "administrator"
  master_password     = "Example-not-a-secret-1"
  encrypted           = false
  skip_final_snapshot = true
}
