# A range of addresses broader than /8 is public: S3 User Guide, The meaning of "public".

resource "aws_s3_bucket" "main" {
  bucket = "umibe-partners"
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
      Resource  = "arn:aws:s3:::umibe-partners/*"
      Condition = {
        IpAddress = { "aws:SourceIp" = ["0.0.0.0/1", "203.0.113.0/24"] }
      }
    }]
  })
}
