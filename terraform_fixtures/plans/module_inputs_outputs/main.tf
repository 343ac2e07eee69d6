# References that pass through the inputs and outputs of modules, alone, inside objects and lists, and beside literals.

module "key" {
  source      = "./modules/key"
  description = "queues"
}

# The output of one module as the input of another
module "plain" {
  source  = "./modules/queue"
  name    = "plain"
  key_arn = module.key.arn
}

# An object that holds the reference beside literals
module "object" {
  source   = "./modules/queue"
  name     = "object"
  settings = { key_arn = module.key.arn, days = 4 }
}

# A list; the module takes its first element
module "list" {
  source   = "./modules/queue"
  name     = "list"
  key_arns = [module.key.arn]
}

# A literal: known before apply
module "literal" {
  source  = "./modules/queue"
  name    = "literal"
  key_arn = "arn:aws:kms:ap-northeast-1:123456789012:key/11111111-2222-3333-4444-555555555555"
}

# Nothing: the module's default, null
module "nothing" {
  source = "./modules/queue"
  name   = "nothing"
}

# The output of a module straight into a resource
resource "aws_sns_topic" "root" {
  name              = "root"
  kms_master_key_id = module.key.arn
}

# An output that is itself an object
resource "aws_sns_topic" "whole" {
  name              = "whole"
  kms_master_key_id = module.key.all.arn
}

output "queue" {
  value = module.plain.arn
}
