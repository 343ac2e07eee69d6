# The replica of a multi-Region key lies in Singapore.

resource "aws_kms_key" "main" {
  description         = "main"
  multi_region        = true
  enable_key_rotation = true
}

resource "aws_kms_replica_key" "far" {
  provider        = aws.far
  primary_key_arn = aws_kms_key.main.arn
}
