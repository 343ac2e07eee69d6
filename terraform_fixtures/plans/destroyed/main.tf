# `terraform plan -destroy`: everything goes, planned_values hold nothing; the state beside this file says what there was.

resource "aws_sqs_queue" "unchanged" {
  name                    = "unchanged"
  sqs_managed_sse_enabled = true
}

resource "aws_ebs_volume" "replaced" {
  availability_zone = "ap-northeast-1a"
  size              = 10
  encrypted         = false
}
