variable "name" {
  type = string
}

variable "key_arn" {
  type = string
}

module "store" {
  source = "../store"
  prefix = "example-city-${var.name}"
  key    = var.key_arn
}

output "bucket" {
  value = module.store.bucket
}
