# Whether storage is encrypted stands in a sensitive variable, which is dropped on reading.

variable "encrypted" {
  type      = bool
  sensitive = true
  default   = true
}

resource "aws_rds_cluster" "main" {
  cluster_identifier  = "main"
  engine              = "aurora-postgresql"
  master_username     = "administrator"
  master_password     = "example-not-a-secret"
  storage_encrypted   = var.encrypted
  skip_final_snapshot = true
}
