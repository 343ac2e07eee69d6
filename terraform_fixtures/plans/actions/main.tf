# Every action on what the state beside this file holds: create, update, replace (both orders), delete, no-op, forget, moved, import.

# no-op
resource "aws_sqs_queue" "unchanged" {
  name                      = "unchanged"
  sqs_managed_sse_enabled   = true
  message_retention_seconds = 345600
}

# create
resource "aws_sqs_queue" "created" {
  name                    = "created"
  sqs_managed_sse_enabled = true
}

# update: was encrypted, will not be
resource "aws_sqs_queue" "updated" {
  name                    = "updated"
  sqs_managed_sse_enabled = false
}

# update that leaves most attributes as they are; the key becomes unknown
resource "aws_cloudwatch_log_group" "updated" {
  name              = "/example-city/updated"
  retention_in_days = 400
  kms_key_id        = aws_kms_key.created.arn
}

resource "aws_kms_key" "created" {
  description = "created"
}

# replace, delete first: a disk cannot be encrypted in place
resource "aws_ebs_volume" "replaced" {
  availability_zone = "ap-northeast-1a"
  size              = 10
  encrypted         = true
}

# replace, create first
resource "aws_ebs_volume" "replaced_later" {
  availability_zone = "ap-northeast-1c"
  size              = 10
  encrypted         = true

  lifecycle {
    create_before_destroy = true
  }
}

# delete: aws_sqs_queue.deleted and module.gone.aws_sqs_queue.this are in the state only

# delete by a smaller count
resource "aws_sqs_queue" "counted" {
  count = 1

  name                    = "counted-${count.index}"
  sqs_managed_sse_enabled = true
}

# forget: left where it is, no longer managed
removed {
  from = aws_sqs_queue.forgotten

  lifecycle {
    destroy = false
  }
}

# moved into a module, under a key
moved {
  from = aws_sqs_queue.before
  to   = module.queue["after.move"].aws_sqs_queue.this
}

module "queue" {
  source   = "./modules/queue"
  for_each = toset(["after.move"])

  name = "before"
}

# import of what stands already: terraform_data, the one type that needs no call
import {
  to = terraform_data.imported
  id = "imported"
}

resource "terraform_data" "imported" {}

# deposed: an object that an interrupted replacement left behind
resource "aws_ebs_volume" "deposed" {
  availability_zone = "ap-northeast-1a"
  size              = 10
  encrypted         = true
}
