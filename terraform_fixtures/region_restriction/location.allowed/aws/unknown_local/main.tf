# The provider's region is a local, which a plan does not show.

locals {
  region = "ap-northeast-1"
}

resource "aws_s3_bucket" "papers" {
  bucket = "umibe-papers"
}

resource "aws_db_instance" "main" {
  identifier          = "main"
  engine              = "postgres"
  instance_class      = "db.t4g.medium"
  allocated_storage   = 20
  username            = "administrator"
  password            = "example-not-a-secret"
  storage_encrypted   = true
  skip_final_snapshot = true
}
