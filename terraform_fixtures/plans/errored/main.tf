# A plan that failed half-way (a precondition): Terraform saves it with errored: true, and applies it never.

resource "aws_sqs_queue" "planned" {
  name                    = "planned"
  sqs_managed_sse_enabled = true
}

resource "aws_sqs_queue" "refused" {
  name                    = "refused"
  sqs_managed_sse_enabled = true

  lifecycle {
    precondition {
      condition     = aws_sqs_queue.planned.name == "something-else"
      error_message = "Fails on purpose: the fixture is a plan with errored: true."
    }
  }
}
