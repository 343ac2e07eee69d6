# A queue whose policy a data source writes: only encrypted transport is asked for.

data "aws_iam_policy_document" "queue" {
  statement {
    actions   = ["sqs:SendMessage", "sqs:ReceiveMessage"]
    resources = ["arn:aws:sqs:ap-northeast-1:123456789012:applications"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
  }
}

resource "aws_sqs_queue" "applications" {
  name   = "applications"
  policy = data.aws_iam_policy_document.queue.json
}
