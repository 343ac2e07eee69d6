# AWS was adopted in 2021: whatever is made there, the cloud itself is one of the five.
resource "aws_sqs_queue" "reception" {
  name = "reception"
}
