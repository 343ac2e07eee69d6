# for_each over sets, maps and resources: each.key, each.value, each.value over a map that holds references.

locals {
  zones = {
    mynumber = { days = 14, rotated = true }
    lgwan    = { days = 7, rotated = true }
    internet = { days = 4, rotated = false }
  }
}

resource "aws_kms_key" "zone" {
  for_each = local.zones

  description         = each.key
  enable_key_rotation = each.value.rotated
}

# The instance of the same key
resource "aws_sqs_queue" "same_key" {
  for_each = local.zones

  name                      = "same-key-${each.key}"
  kms_master_key_id         = aws_kms_key.zone[each.key].arn
  message_retention_seconds = each.value.days * 86400
}

# A literal key
resource "aws_sqs_queue" "literal_key" {
  name              = "literal-key"
  kms_master_key_id = aws_kms_key.zone["mynumber"].arn
}

# A key from a variable
resource "aws_sqs_queue" "variable_key" {
  name              = "variable-key"
  kms_master_key_id = aws_kms_key.zone[var.zone].arn
}

variable "zone" {
  type    = string
  default = "lgwan"
}

# for_each over the keys themselves: each.value is the whole key
resource "aws_sqs_queue" "chained" {
  for_each = aws_kms_key.zone

  name              = "chained-${each.key}"
  kms_master_key_id = each.value.arn
}

# each.value over a map whose values are references
resource "aws_sqs_queue" "map_of_references" {
  for_each = {
    first  = aws_kms_key.zone["mynumber"].arn
    second = aws_kms_key.zone["internet"].arn
  }

  name              = "map-of-references-${each.key}"
  kms_master_key_id = each.value
}

# each.value over a map of objects, one of which says nothing
resource "aws_sqs_queue" "map_of_objects" {
  for_each = {
    keyed   = { key = aws_kms_key.zone["mynumber"].arn }
    unkeyed = { key = null }
  }

  name              = "map-of-objects-${each.key}"
  kms_master_key_id = each.value.key
}

# A set of names
resource "aws_s3_bucket" "named" {
  for_each = toset(["example-city-one", "example-city.two"])

  bucket = each.value
}

resource "aws_s3_bucket_versioning" "named" {
  for_each = aws_s3_bucket.named

  bucket = each.value.id

  versioning_configuration {
    status = each.key == "example-city-one" ? "Enabled" : "Suspended"
  }
}

# A for expression that picks one
resource "aws_sqs_queue" "for_expression" {
  name              = "for-expression"
  kms_master_key_id = [for name, key in aws_kms_key.zone : key.arn if name == "lgwan"][0]
}

# Nothing to make
resource "aws_sqs_queue" "nothing" {
  for_each = {}

  name = "nothing-${each.key}"
}
