# IAM User Guide, "How to use a trust policy with IAM roles".
resource "aws_iam_role" "tax" {
  name = "tax"
  tags = { zone = "mynumber" }

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::222222222222:root" }
    }]
  })
}
