# A deleted table with point-in-time recovery leaves a backup that stays for 35 days.

resource "aws_dynamodb_table" "residents" {
  name         = "residents"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }
}
