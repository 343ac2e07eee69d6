# Stores that nobody reaches unknown: a database with a public address, images, secrets, files.

resource "aws_db_instance" "residents" {
  identifier                  = "residents"
  engine                      = "postgres"
  instance_class              = "db.t4g.medium"
  allocated_storage           = 100
  username                    = "keeper"
  manage_master_user_password = true
  publicly_accessible         = true
  skip_final_snapshot         = true
}

resource "aws_ecr_repository" "applications" {
  name = "applications"
}

resource "aws_secretsmanager_secret" "token" {
  name = "token"
}

resource "aws_efs_file_system" "shared" {
  creation_token = "shared"
}

resource "aws_ebs_volume" "data" {
  availability_zone = "ap-northeast-1a"
  size              = 100
}

resource "aws_dynamodb_table" "sessions" {
  name         = "sessions"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}
