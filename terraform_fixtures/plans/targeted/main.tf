# `terraform plan -target=aws_sqs_queue.wanted`: the plan says complete: false and leaves out what nothing wanted needs.

resource "aws_kms_key" "needed" {
  description = "needed"
}

resource "aws_sqs_queue" "wanted" {
  name              = "wanted"
  kms_master_key_id = aws_kms_key.needed.arn
}

resource "aws_sqs_queue" "left_out" {
  name                    = "left-out"
  sqs_managed_sse_enabled = false
}
