# Expressions with one reference that are no plain reference: coalesce, "${…}-replica", a conditional, one(), try().
variable "own_key" {
  type    = bool
  default = true
}

resource "aws_kms_key" "main" {
  description = "key"
}

resource "aws_s3_bucket" "source" {}

# A plain reference
resource "aws_sqs_queue" "plain" {
  name              = "plain"
  kms_master_key_id = aws_kms_key.main.arn
}

# coalesce: the first that is set
resource "aws_sqs_queue" "coalesced" {
  name              = "coalesced"
  kms_master_key_id = coalesce(aws_kms_key.main.arn, "alias/aws/sqs")
}

# A conditional on a variable
resource "aws_sqs_queue" "conditional" {
  name              = "conditional"
  kms_master_key_id = var.own_key ? aws_kms_key.main.arn : "alias/aws/sqs"
}

# try
resource "aws_sqs_queue" "tried" {
  name              = "tried"
  kms_master_key_id = try(aws_kms_key.main.arn, null)
}

# A template around the id: another bucket's name
resource "aws_s3_bucket_versioning" "templated" {
  bucket = "${aws_s3_bucket.source.id}-replica"
  versioning_configuration {
    status = "Enabled"
  }
}

# The plain reference beside it
resource "aws_s3_bucket_versioning" "plain" {
  bucket = aws_s3_bucket.source.id
  versioning_configuration {
    status = "Enabled"
  }
}

# An ARN with a path behind it
resource "aws_flow_log" "to_folder" {
  vpc_id               = "vpc-0123456789abcdef0"
  log_destination_type = "s3"
  log_destination      = "${aws_s3_bucket.source.arn}/flow"
  traffic_type         = "ALL"
}
