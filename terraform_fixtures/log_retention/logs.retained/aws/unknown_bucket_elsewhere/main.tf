# A trail to a bucket of another account: what it keeps cannot be seen here.

resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = "example-agency-trails"
}
