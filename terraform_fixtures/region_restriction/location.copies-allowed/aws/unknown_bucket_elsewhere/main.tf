# A bucket is replicated to one of another account: an ARN of Amazon S3 names no region.

resource "aws_s3_bucket" "papers" {
  bucket = "umibe-papers"
}

resource "aws_s3_bucket_replication_configuration" "papers" {
  bucket = aws_s3_bucket.papers.id
  role   = "arn:aws:iam::123456789012:role/replication"

  rule {
    id     = "everything"
    status = "Enabled"

    destination {
      bucket = "arn:aws:s3:::example-vendor-copies"
    }
  }
}
