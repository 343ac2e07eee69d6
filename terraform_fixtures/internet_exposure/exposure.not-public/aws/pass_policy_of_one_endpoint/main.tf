# Everyone is allowed, but only through one endpoint of a VPC: S3 User Guide, The meaning of "public".

resource "aws_s3_bucket" "main" {
  bucket = "umibe-intranet"
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
      Resource  = "arn:aws:s3:::umibe-intranet/*"
      Condition = {
        StringEquals = { "aws:SourceVpce" = "vpce-0123456789abcdef0" }
      }
    }]
  })
}
