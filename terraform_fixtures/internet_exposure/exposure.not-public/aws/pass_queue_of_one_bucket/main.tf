# A queue that takes what a bucket tells it: the usual policy of event notifications.

resource "aws_sqs_queue" "events" {
  name = "events"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:ap-northeast-1:123456789012:events"
      Condition = {
        ArnLike      = { "aws:SourceArn" = "arn:aws:s3:*:*:umibe-forms" }
        StringEquals = { "aws:SourceAccount" = "123456789012" }
      }
    }]
  })
}
