# A bucket is replicated to another, which a provider's alias puts in Seoul.

resource "aws_s3_bucket" "papers" {
  bucket = "umibe-papers"
}

resource "aws_s3_bucket_versioning" "papers" {
  bucket = aws_s3_bucket.papers.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "copy" {
  provider = aws.far
  bucket   = "umibe-papers-copy"
}

resource "aws_s3_bucket_replication_configuration" "papers" {
  bucket = aws_s3_bucket.papers.id
  role   = "arn:aws:iam::123456789012:role/replication"

  rule {
    id     = "everything"
    status = "Enabled"

    destination {
      bucket = aws_s3_bucket.copy.arn
    }
  }

  depends_on = [aws_s3_bucket_versioning.papers]
}
