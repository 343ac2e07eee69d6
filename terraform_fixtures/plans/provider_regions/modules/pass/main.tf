terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

resource "aws_sqs_queue" "here" {
  name = "here"
}

# Passed on once more, implicitly
module "inner" {
  source = "../inner"
}
