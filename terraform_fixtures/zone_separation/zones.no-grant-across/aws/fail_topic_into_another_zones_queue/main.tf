# Amazon SNS Developer Guide, "Subscribing an Amazon SQS queue to an Amazon SNS topic".
resource "aws_sns_topic" "tax" {
  name = "tax"
  tags = { zone = "mynumber" }
}

resource "aws_sqs_queue" "portal" {
  name = "portal"
  tags = { zone = "lgwan" }
}

resource "aws_sns_topic_subscription" "tax" {
  topic_arn = aws_sns_topic.tax.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.portal.arn
}
