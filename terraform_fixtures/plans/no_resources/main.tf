# A valid plan without any resource: variables, locals and an output only.

variable "city" {
  type    = string
  default = "example-city"
}

output "city" {
  value = var.city
}
