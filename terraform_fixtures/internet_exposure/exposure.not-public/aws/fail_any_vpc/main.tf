# A condition with a wildcard holds nobody off: S3 User Guide, The meaning of "public", its own example.

resource "aws_s3_bucket" "main" {
  bucket = "umibe-vpcs"
}

resource "aws_s3_bucket_public_access_block" "main" {
  bucket                  = aws_s3_bucket.main.id
  block_public_acls       = false
  ignore_public_acls      = false
  block_public_policy     = false
  restrict_public_buckets = false
}

resource "aws_s3_bucket_policy" "main" {
  bucket = aws_s3_bucket.main.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::umibe-vpcs/*"
      Condition = {
        StringLike = { "aws:SourceVpc" = "vpc-*" }
      }
    }]
  })
}
