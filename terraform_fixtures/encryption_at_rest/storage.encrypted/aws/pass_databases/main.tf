# Databases whose storage is encrypted, with a key of the city's and with the service's own.

resource "aws_kms_key" "main" {
  description         = "main"
  enable_key_rotation = true
}

resource "aws_db_instance" "main" {
  identifier          = "main"
  engine              = "postgres"
  instance_class      = "db.t4g.medium"
  allocated_storage   = 20
  username            = "administrator"
  password            = "example-not-a-secret"
  storage_encrypted   = true
  kms_key_id          = aws_kms_key.main.arn
  skip_final_snapshot = true
}

resource "aws_rds_cluster" "main" {
  cluster_identifier  = "main"
  engine              = "aurora-postgresql"
  master_username     = "administrator"
  master_password     = "example-not-a-secret"
  storage_encrypted   = true
  skip_final_snapshot = true
}

resource "aws_docdb_cluster" "main" {
  cluster_identifier  = "documents"
  master_username     = "administrator"
  master_password     = "example-not-a-secret"
  storage_encrypted   = true
  skip_final_snapshot = true
}

resource "aws_neptune_cluster" "main" {
  cluster_identifier  = "graph"
  storage_encrypted   = true
  skip_final_snapshot = true
}
