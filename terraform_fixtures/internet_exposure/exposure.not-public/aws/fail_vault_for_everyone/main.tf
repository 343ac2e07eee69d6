# An archive whose access policy lets everyone read it.

resource "aws_glacier_vault" "records" {
  name = "records"

  access_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = ["glacier:InitiateJob", "glacier:GetJobOutput"]
      Resource  = "arn:aws:glacier:ap-northeast-1:123456789012:vaults/records"
    }]
  })
}
