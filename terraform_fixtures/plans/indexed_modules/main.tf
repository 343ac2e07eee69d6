# Modules with for_each and count whose keys hold dots, brackets and quotes, and what refers to their outputs.

locals {
  names = toset(["plain", "a.b", "he said \"x\"", "c[0].d", "back\\slash", "町"])
}

module "keys" {
  source   = "./modules/key"
  for_each = local.names

  description = each.key
  rotated     = each.key != "a.b"
}

# The module instance of the same key, by output
resource "aws_sqs_queue" "same_key" {
  for_each = local.names

  name              = "same-key-${md5(each.key)}"
  kms_master_key_id = module.keys[each.key].arn
}

# Literal keys
resource "aws_sqs_queue" "dotted" {
  name              = "dotted"
  kms_master_key_id = module.keys["a.b"].arn
}

resource "aws_sqs_queue" "quoted" {
  name              = "quoted"
  kms_master_key_id = module.keys["he said \"x\""].arn
}

resource "aws_sqs_queue" "bracketed" {
  name              = "bracketed"
  kms_master_key_id = module.keys["c[0].d"].arn
}

# Another module, with the same keys
module "queues" {
  source   = "./modules/queue"
  for_each = local.names

  name    = "module-${md5(each.key)}"
  key_arn = module.keys[each.key].arn
}

# for_each over a module: each.value is the whole module
module "chained" {
  source   = "./modules/queue"
  for_each = module.keys

  name    = "chained-${md5(each.key)}"
  key_arn = each.value.arn
}

# count
module "counted" {
  source = "./modules/key"
  count  = 2

  description = "counted ${count.index}"
}

resource "aws_sqs_queue" "counted" {
  count = 2

  name              = "counted-${count.index}"
  kms_master_key_id = module.counted[count.index].arn
}

resource "aws_sqs_queue" "counted_literal" {
  name              = "counted-literal"
  kms_master_key_id = module.counted[1].arn
}

# Resource keys with dots and quotes
resource "aws_kms_key" "odd" {
  for_each = local.names

  description = each.key
}

resource "aws_sqs_queue" "odd_literal" {
  name              = "odd-literal"
  kms_master_key_id = aws_kms_key.odd["a.b"].arn
}

resource "aws_sqs_queue" "odd_quoted" {
  name              = "odd-quoted"
  kms_master_key_id = aws_kms_key.odd["he said \"x\""].arn
}

resource "aws_sqs_queue" "odd_same_key" {
  for_each = local.names

  name              = "odd-same-key-${md5(each.key)}"
  kms_master_key_id = aws_kms_key.odd[each.key].arn
}
