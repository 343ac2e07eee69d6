# A table and a secret have replicas in Oregon and in Virginia, one of them by a dynamic block.

resource "aws_dynamodb_table" "table" {
  name             = "table"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "id"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  attribute {
    name = "id"
    type = "S"
  }

  dynamic "replica" {
    for_each = toset(["us-west-2"])

    content {
      region_name = replica.value
    }
  }
}

resource "aws_secretsmanager_secret" "secret" {
  name = "secret"

  replica {
    region = "us-east-1"
  }
}
