variable "name" {
  type = string
}

variable "days" {
  type    = number
  default = 30
}

resource "aws_s3_bucket" "logs" {
  bucket = var.name
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = var.days
    }
  }
}

output "id" {
  value = aws_s3_bucket.logs.id
}
