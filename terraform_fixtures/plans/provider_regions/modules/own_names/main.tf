terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.primary, aws.copy]
    }
  }
}

resource "aws_sqs_queue" "primary" {
  provider = aws.primary
  name     = "primary"
}

resource "aws_sqs_queue" "copy" {
  provider = aws.copy
  name     = "copy"
}

# Crossed over: aws in the inner module is aws.copy here
module "inner" {
  source    = "../inner"
  providers = { aws = aws.copy }
}
