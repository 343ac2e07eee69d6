# 業務アプリケーション · The applications: images, functions, the way in.

resource "aws_ecr_repository" "application" {
  for_each = toset(["reception", "batch"])

  name                 = "${local.city}/${each.key}"
  image_tag_mutability = "IMMUTABLE"
  tags                 = { Zone = "internet", DataClass = "2" }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = module.key["internet"].arn
  }
}

data "aws_iam_policy_document" "lambda" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "batch" {
  name               = "${local.city}-batch"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_lambda_function" "batch" {
  function_name = "${local.city}-batch"
  role          = aws_iam_role.batch.arn
  package_type  = "Image"
  image_uri     = "${var.account_id}.dkr.ecr.${var.region}.amazonaws.com/${local.city}/batch:2026.4"
  kms_key_arn   = module.key["internet"].arn
  timeout       = 300
  tags          = { Zone = "internet", DataClass = "2" }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.application["batch"].name
  }

  environment {
    variables = {
      QUEUE = aws_sqs_queue.applications["reception"].url
    }
  }
}

# A network load balancer: its log can be encrypted with a key of one's own, an application one's cannot
resource "aws_lb" "reception" {
  name               = "${local.city}-reception"
  internal           = true
  load_balancer_type = "network"
  subnets            = values(module.zone["internet"].subnet_ids)
  tags               = { Zone = "internet", DataClass = "2" }

  access_logs {
    bucket  = module.access_log_bucket["internet"].id
    prefix  = "reception"
    enabled = true
  }
}

resource "aws_lb_target_group" "reception" {
  name     = "${local.city}-reception"
  port     = 8443
  protocol = "TLS"
  vpc_id   = module.zone["internet"].vpc_id
}

resource "aws_lb_listener" "reception" {
  load_balancer_arn = aws_lb.reception.arn
  port              = 443
  protocol          = "TLS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = "arn:aws:acm:ap-northeast-1:${var.account_id}:certificate/11111111-2222-3333-4444-555555555555"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.reception.arn
  }
}

resource "aws_lb_target_group_attachment" "reception" {
  target_group_arn = aws_lb_target_group.reception.arn
  target_id        = module.server["internet"].instance_id
}
